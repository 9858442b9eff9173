// SPDX-License-Identifier: Apache-2.0
/** The door: typed values, how they are read, written and shown. */

export { sizeOf, stripTypedefs, typeName } from '../symbols';
export type { ValueAccess } from './access';
export { type Child, type ChildCounts, type ChildPage, childrenOf } from './children';
export { type Description, describeValue } from './describe';
export type { Radix, ValueFormat } from './format';
export { elementOf, findMember, isStruct, type MemberPath, memberAt, memberNames, memberOf } from './members';
export { readBytes } from './read';
export { encodeScalar, fitInteger, readScalar, type Scalar, scalarValue, writeScalar } from './scalar';
export * from './types';
export { type BitSlice, isBitField, sliceOf, type Value, ValueError } from './value';
export { writeBytes } from './write';
