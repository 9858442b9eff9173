// SPDX-License-Identifier: Apache-2.0
/**
 * Where things lie in the machine's one WebAssembly memory. Read by the hart core (AssemblyScript) and by the
 * TypeScript around it, so this file holds plain integer constants only. Offsets and sizes are bytes; every multi-byte
 * field is little-endian, as WebAssembly and RISC-V are.
 *
 * The memory is shared between the machine's worker and the threads that watch it: a stopped machine is read in place.
 */

// --- limits ------------------------------------------------------------------------------------------------------

/** Harts a machine may have: their numbers, and those of as many requests, fit in a signed byte. */
export const MAX_HARTS = 128;
/** Virtual machines the core has room for. */
export const MAX_VMS = 16;
/** Stage-2 ranges of one virtual machine. */
export const MAX_STAGE2_RANGES = 128;

// --- the hart block: one per hart, at hartBlock(hart) --------------------------------------------------------------

/** x0..x31, 64 bits each. x0 is kept zero. */
export const HART_X = 0;
/** Program counter (guest-virtual). */
export const HART_PC = 256;
/** Instructions this hart has retired since reset, 64 bits. */
export const HART_INSTRET = 264;
/** Instructions retired by the last call of run(), 32 bits. */
export const HART_RUN_RETIRED = 272;
/** Index of the virtual machine this hart belongs to, 32 bits. */
export const HART_VM = 276;
/** Privilege: 0 = U (VU under the hypervisor), 1 = S (VS), 32 bits. */
export const HART_PRIVILEGE = 280;
/** Interrupt lines driven from outside the core: sip bits 1 (SSIP), 5 (STIP), 9 (SEIP). 32 bits. SSIP is also
 *  writable by the guest through sip. */
export const HART_LINES = 284;
/** Virtual time at the start of the current run() call, in instruction units (ticks * instructions per tick), 64 bits. */
export const HART_TIME_BASE = 288;
/** LR/SC reservation: physical address of the reserved 8-byte granule, or -1. 64 bits. */
export const HART_RESERVATION = 296;
export const HART_SSTATUS = 304;
export const HART_SIE = 312;
export const HART_STVEC = 320;
export const HART_SSCRATCH = 328;
export const HART_SEPC = 336;
export const HART_SCAUSE = 344;
export const HART_STVAL = 352;
export const HART_SATP = 360;
export const HART_SCOUNTEREN = 368;
export const HART_SENVCFG = 376;

/** Why the last run() call returned more than its return value says; valid until the next run(). 64 bits each. */
/** EXIT_TRAP: the exception code (scause as the hypervisor sees it). EXIT_WATCHPOINT: 1 = read, 2 = write. */
export const HART_EXIT_CAUSE = 384;
/** EXIT_TRAP: stval (guest-virtual address or instruction bits). EXIT_WATCHPOINT: physical address. */
export const HART_EXIT_VALUE = 392;
/** EXIT_TRAP with a guest page fault: the guest-physical address. EXIT_WATCHPOINT: size of the access in bytes. */
export const HART_EXIT_GPA = 400;
/** EXIT_TRAP: the bits of the instruction at pc (16 or 32), 0 when it could not be fetched.
 *  EXIT_WATCHPOINT: pc of the instruction that made the access. */
export const HART_EXIT_INSTRUCTION = 408;
/** EXIT_TRAP with a guest page fault: 1 when the access was the stage-1 walk's own, 32 bits. */
export const HART_EXIT_IMPLICIT = 416;

// --- what run() returns ----------------------------------------------------------------------------------------------

/** The instruction budget is used up. */
export const EXIT_BUDGET = 0;
/** WFI with nothing pending and enabled; pc is after the WFI. */
export const EXIT_WFI = 1;
/** An exception the guest does not handle itself: ecall from VS, guest page fault, illegal or virtual instruction, ...
 *  pc is at the instruction; it has not retired. */
export const EXIT_TRAP = 2;
/** A breakpoint at pc; the instruction has not run. */
export const EXIT_BREAKPOINT = 3;
/** A watched physical byte was accessed; the instruction has retired. */
export const EXIT_WATCHPOINT = 4;
/** The machine's memory cannot grow any further. */
export const EXIT_OUT_OF_MEMORY = 5;

// --- exception codes that reach the hypervisor (RISC-V privileged specification, table of hypervisor scause) -----------

export const CAUSE_INSTRUCTION_ACCESS = 1;
export const CAUSE_ILLEGAL_INSTRUCTION = 2;
export const CAUSE_BREAKPOINT = 3;
export const CAUSE_LOAD_MISALIGNED = 4;
export const CAUSE_LOAD_ACCESS = 5;
export const CAUSE_STORE_MISALIGNED = 6;
export const CAUSE_STORE_ACCESS = 7;
export const CAUSE_ECALL_U = 8;
export const CAUSE_ECALL_VS = 10;
export const CAUSE_INSTRUCTION_PAGE_FAULT = 12;
export const CAUSE_LOAD_PAGE_FAULT = 13;
export const CAUSE_STORE_PAGE_FAULT = 15;
export const CAUSE_INSTRUCTION_GUEST_PAGE_FAULT = 20;
export const CAUSE_LOAD_GUEST_PAGE_FAULT = 21;
export const CAUSE_VIRTUAL_INSTRUCTION = 22;
export const CAUSE_STORE_GUEST_PAGE_FAULT = 23;

// --- interrupt lines, as bits of sip ---------------------------------------------------------------------------------

export const LINE_SOFTWARE = 0x2;
export const LINE_TIMER = 0x20;
export const LINE_EXTERNAL = 0x200;

// --- the event ring --------------------------------------------------------------------------------------------------

/** Bytes of one event record. */
export const EVENT_SIZE = 128;
/** Offsets inside a record. */
export const EVENT_KIND = 0; // u16, see ../events
export const EVENT_HART = 2; // u8, 0xff = none
export const EVENT_VM = 3; // u8, 0xff = the hypervisor
export const EVENT_LENGTH = 4; // u16, bytes of text in the payload
export const EVENT_FLAGS = 6; // u16, kind-specific
export const EVENT_INSTRUCTIONS = 8; // u64, instructions retired by all harts when it happened
export const EVENT_TIME = 16; // u64, virtual time in timebase ticks
export const EVENT_PC = 24; // u64, guest-virtual pc of the hart
export const EVENT_PAYLOAD = 32; // twelve u64 arguments, or up to 96 bytes of text

/** Kind of the one event the core itself writes: a trap taken into the guest's own handler (exception or interrupt).
 *  Payload: scause, stval, sepc, stvec target. */
export const EVENT_KIND_GUEST_TRAP = 1;
