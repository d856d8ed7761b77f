/** What became of one endpoint. */
export type Outcome<T> =
  | { readonly endpoint: string; readonly value: T }
  | { readonly endpoint: string; readonly error: unknown }

/** Asks every endpoint at once. Resolves to the outcomes in the order given and never rejects for one endpoint. */
export function fanOut<T>(endpoints: readonly string[], ask: (endpoint: string) => Promise<T>): Promise<Outcome<T>[]> {
  return Promise.all(
    endpoints.map(async (endpoint) => {
      try {
        return { endpoint, value: await ask(endpoint) }
      } catch (error) {
        return { endpoint, error }
      }
    }),
  )
}
