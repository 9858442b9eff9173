// SPDX-License-Identifier: Apache-2.0
/**
 * What this debug adapter speaks beyond the Debug Adapter Protocol: the arguments of `launch`, and every request and
 * event of its own. All custom names begin with `bao.`. Nothing here has code behind it; clients may import it freely.
 *
 * Memory references (`memoryReference`, `instructionReference`, addresses of disassembled instructions) are numbers
 * beyond 64 bits, because two virtual machines use the same addresses: 0x followed by the hexadecimal digits of
 * (space << 64 | address). The space is a number that the adapter hands out as spaces come up and that stays the same
 * for the rest of the session; space 0 means the address space of the thread that is looked at. So a client can do
 * arithmetic with them as BigInt, and a person can type a plain address.
 */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { LogOptions } from './protocol-log';

/** Arguments of `launch`. Relative paths count from the folder of `config`. */
export interface LaunchArguments extends DebugProtocol.LaunchRequestArguments {
  /** Bao's config.c: its path, or that of its folder, or the name of an example system. */
  readonly config: string;
  /** Files by the name given to VM_IMAGE: ELF files, or raw images. Others are found as the configuration says. */
  readonly images?: Readonly<Record<string, string>>;
  /** Stops before the first instruction of all. */
  readonly stopOnEntry?: boolean;
  /** A kernel tree, or its folder of Bao drivers, to build an example's Linux guest with. */
  readonly drivers?: string;
  /** Default: qemu-riscv64-virt. */
  readonly platform?: string;
  /** 0 to 2^32 - 1; decides the races that real hardware decides by chance. Without it they go the usual way. */
  readonly seed?: number;
  /** Boots although the hypervisor would have refused the configuration. */
  readonly goOnWithErrors?: boolean;
  /** Folders as the debug information has them, and where they are now; the longest that fits counts. */
  readonly sourceMap?: Readonly<Record<string, string>>;
  /** How the log of calls is kept. */
  readonly log?: LogOptions;
}

/** Event: a console has written something. Clients other than VS Code get the same as `output` events of category
 *  `stdout`, each line with its virtual machine's name. */
export const CONSOLE_EVENT = 'bao.console';

/** The source of console text that comes from the hypervisor itself. */
export const HYPERVISOR_CONSOLE = -1;

export interface ConsoleEventBody {
  /** Virtual machine, or HYPERVISOR_CONSOLE. */
  readonly vm: number;
  /** Of the virtual machine, for people. */
  readonly name: string;
  /** As it was written, line ends included; may be a part of a line. Empty in the one event that each virtual machine
   *  with a console gets before `launch` is answered, in their order. */
  readonly text: string;
}

/** Request: types into a virtual machine's console. Possible from the answer to `launch` on, also while it runs. */
export const CONSOLE_INPUT_REQUEST = 'bao.consoleInput';

export interface ConsoleInputArguments {
  readonly vm: number;
  /** Typed as it is, in UTF-8: Enter is \r. */
  readonly text: string;
}

export interface ConsoleInputResponseBody {
  /** Bytes that the console has taken; the rest did not fit, or there is no console. */
  readonly taken: number;
}

/** Request: how numbers are to be shown from now on, in variables, watches and hovers; decimal at first. Pointers and
 *  registers are hexadecimal always, and a format of its own in a request or an expression counts more. */
export const NUMBER_FORMAT_REQUEST = 'bao.numberFormat';

export const NUMBER_FORMATS = ['decimal', 'hexadecimal'] as const;

export interface NumberFormatArguments {
  readonly format: (typeof NUMBER_FORMATS)[number];
}

export * from './protocol-event-breakpoints';
export * from './protocol-follow';
export * from './protocol-log';
export * from './protocol-state';
