declare const shape: unique symbol

/** One message of the protocol: its full name, and its fields in number order. `T` is the message's interface. */
export interface MessageType<T extends object = object> {
  readonly name: string
  readonly fields: readonly Field[]
  readonly [shape]?: T
}

/** Makes its table of fields when that is first asked for: a command needs few of a hundred. */
export class LazyMessageType<T extends object> implements MessageType<T> {
  readonly name: string
  declare readonly [shape]?: T
  private readonly make: () => readonly Field[]
  private made: readonly Field[] | undefined

  constructor(name: string, make: () => readonly Field[]) {
    this.name = name
    this.make = make
  }

  get fields(): readonly Field[] {
    this.made ??= this.make()
    return this.made
  }
}

/** `int64` is a signed bigint, `uint64` an unsigned one, `uint32` a number. */
export type ScalarName = 'int64' | 'uint64' | 'uint32' | 'bool' | 'bytes' | 'string'

interface FieldBase {
  readonly number: number
  /** The property of the message's interface. */
  readonly name: string
  /** The protocol's spelling, which is also the name in JSON. */
  readonly protoName: string
  readonly repeated?: true
  /** Elements are written after one tag; reading takes both forms. */
  readonly packed?: true
  /** The oneof this field belongs to; at most one of its members is set. */
  readonly oneof?: string
  /**
   * When a field that is not repeated is written: left out, when it is not zero; `explicit`, when it is not undefined;
   * `required`, always. Messages are explicit unless required.
   */
  readonly presence?: 'explicit' | 'required'
}

export interface ScalarField extends FieldBase {
  readonly type: ScalarName
}

export interface EnumField extends FieldBase {
  readonly type: 'enum'
  readonly values: EnumValues
}

export interface MessageField extends FieldBase {
  readonly type: 'message'
  readonly message: () => MessageType
}

export type Field = ScalarField | EnumField | MessageField

/** The numbers of an enum by name. */
export type EnumValues = Readonly<Record<string, number>>

/** One call of a service; a generic client reads `Req` and `Res` off the constant that it is given. */
export interface Method<Req extends object = object, Res extends object = object> {
  readonly path: string
  readonly request: MessageType<Req>
  readonly response: MessageType<Res>
  readonly requestStream: boolean
  readonly responseStream: boolean
}

/** A method with one request and one response. */
export interface UnaryMethod<Req extends object = object, Res extends object = object> extends Method<Req, Res> {
  readonly requestStream: false
  readonly responseStream: false
}

export type Service = Readonly<Record<string, Method>>

/** The name of an enum's number; a number that has no name is given in decimal. */
export function enumName(values: EnumValues, value: number): string {
  const name = Object.keys(values).find((key) => values[key] === value)
  return name ?? String(value)
}
