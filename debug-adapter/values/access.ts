// SPDX-License-Identifier: Apache-2.0

/** Where values come from and go to: the memory and registers of one frame. */
export interface ValueAccess {
  /** Bytes of a pointer on this architecture. */
  readonly pointerSize: number;
  /** Value of a register by DWARF number in this frame; undefined when it is lost. */
  readRegister(number: number): Promise<bigint | undefined>;
  writeRegister(number: number, value: bigint): Promise<void>;
  /** Guest-virtual memory; fewer bytes than asked when what follows is not mapped. */
  read(address: bigint, length: number): Promise<Uint8Array>;
  /** @returns bytes written */
  write(address: bigint, bytes: Uint8Array): Promise<number>;
  /** `bao_dispatch_io+0x12`, for showing pointers to code and data; undefined when no symbol is near. */
  symbolAt(address: bigint): string | undefined;
}
