// SPDX-License-Identifier: Apache-2.0
/** Where gdb and our debugger may differ, each with the reason. All else must be equal. */

import type { SeenFrame, SeenStop, SeenVariable, Tree } from './tree';

/** What our debugger says of bits that no piece of a composite location covers. */
const PARTIAL = '!the debug information describes only a part of it';

/** What it says of a value that is calculated and smaller than its type. */
const SHORT = /^!only \d+ bytes of the value are known$/;
/** What gdb says of some calculations in location expressions. */
const TOO_WIDE = '!That operation is not available on integers of more than 8 bytes.';
/** What ours says of a pointer to a variable that lives in registers (DW_OP_implicit_pointer). */
const SYNTHETIC = '!synthetic pointer: what it points to was optimized out';

export function isUnknown(tree: Tree): boolean {
  return typeof tree === 'string' ? tree.startsWith('!') : Object.values(tree).every(isUnknown);
}

/** Whether two values that are not the same text are no difference. */
export function mayDiffer(ours: Tree, gdbs: Tree): boolean {
  // The reasons why there is no value are worded differently; and of a struct gdb gives one for each member.
  if (isUnknown(ours) && isUnknown(gdbs)) {
    return true;
  }
  // gdb takes bits that no piece covers, and bytes above a calculated value, for zeros. It gives 0 for a pointer to
  // something that is nowhere, and does not calculate with 128 bits.
  return (
    ours === PARTIAL ||
    (typeof ours === 'string' && SHORT.test(ours)) ||
    (ours === SYNTHETIC && gdbs === '0x0') ||
    gdbs === TOO_WIDE
  );
}

/**
 * As `mayDiffer`, for what depends on how a variable was found.
 * @param level index of the frame
 */
export function mayVariableDiffer(variable: SeenVariable, ours: Tree, gdbs: SeenStop, level: number): boolean {
  // gdb takes registers that calls may overwrite as kept, and shows what happens to be in them now. That ours takes no
  // other register for lost shows the comparison of those that calls preserve, in every frame.
  if (isUnknown(ours) && variable.lost) {
    return true;
  }
  // In inlined levels gdb works out what the caller passed with the registers of the callee, which is one level out. What
  // an inlined level passes on may itself be something that was passed.
  const isInlined = gdbs.frames[level]?.inlined || gdbs.frames[level + 1]?.inlined;
  return variable.fromCaller === true && isInlined === true;
}

/** Names of a file; gdb leaves out `./` before those that are relative. */
export function sameFile(ours: SeenFrame, gdbs: SeenFrame): boolean {
  const plain = (name: string | null) => name?.replace(/^(\.\/)+/, '') ?? null;
  // Of a call that has no line gdb does not name the file either.
  return plain(ours.file) === plain(gdbs.file) || (ours.line === 0 && gdbs.file === null);
}

/** Where the guests' trap handlers return to. */
const TRAP_FRAMES = ['ret_from_exception', 'trap_entry'];

/**
 * Whether gdb does not see that a frame is a trap handler's. LLVM's assembler marks signal frames only in .eh_frame, so
 * gdb takes the handler for called and looks one byte before the return address; and it takes the interrupted
 * instruction for a call. Images of the GNU assembler have the mark.
 */
export function isUnmarkedTrap(ours: SeenFrame | undefined, gdbs: SeenFrame | undefined): boolean {
  return TRAP_FRAMES.includes(ours?.function ?? '') && gdbs?.signal === false;
}

/** Whether gdb has guessed a frame: the way into a trap has no unwinding table, and gdb goes on with what is in ra. Ours
 *  knows where the trap came from, or stops. */
export function isGuess(gdbs: SeenStop, level: number): boolean {
  return level === 1 && gdbs.frames[0]?.function === 'handle_exception';
}
