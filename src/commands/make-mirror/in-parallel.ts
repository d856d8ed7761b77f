/** Does `work` for each item, at most `lanes` at once. Rejects with the first failure, and then takes no more items. */
export async function inParallel<T>(
  items: AsyncGenerator<T, void, undefined>,
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let hasFailed = false
  const lane = async (): Promise<void> => {
    for (let item = await items.next(); item.done !== true && !hasFailed; item = await items.next()) {
      await work(item.value)
    }
  }
  const all = Array.from({ length: lanes }, lane)
  try {
    await Promise.all(all)
  } catch (error) {
    hasFailed = true
    throw error
  }
}
