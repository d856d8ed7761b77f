export { create, unknownFields } from './create.ts'
export { decode } from './decode.ts'
export { encode } from './encode.ts'
