// Shapes that several of the operators' routes share.
import { Type } from '@sinclair/typebox'

/** Bytes of a body that holds a whole document. */
export const DOCUMENT_BODY_MAX = 1_048_576

/** A sentence of an answer or a question. */
export const Text = Type.String({ minLength: 1, maxLength: 4000 })
