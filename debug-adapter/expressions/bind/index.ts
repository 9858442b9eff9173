// SPDX-License-Identifier: Apache-2.0
/** The door: from what is written to what it means in one place of a program. */

export { bindAssignment } from './assignment';
export { isTrue } from './binary';
export { bind, bindElements } from './bind';
export { type Bound, decayed, placed, scalarOperand } from './bound';
export { refuseChange } from './facts';
export { namedType } from './resolve-type';
export { fail, type Scope, scopeOf } from './scope';
