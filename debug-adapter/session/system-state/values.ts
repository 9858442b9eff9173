// SPDX-License-Identifier: Apache-2.0
/** Numbers, places and names as `bao.state` writes them. */

import type { VmConfig } from '../../../emulator';
import type { PlaceState } from '../../protocol';
import type { Client } from '../client';

export function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** A field for a value that may not be known: absent then. */
export function known<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: Value });
}

export function knownHex<Name extends string>(name: Name, value: bigint | undefined): { [Key in Name]?: string } {
  return known(name, value === undefined ? undefined : hex(value));
}

/** Any initialiser of the configuration. */
type Initialiser = Pick<VmConfig, 'range'>;

/** Where the configuration has something. */
export function placeOf(client: Client, initialiser: Initialiser | undefined): { place?: PlaceState } {
  if (initialiser === undefined) {
    return {};
  }
  const { file, start } = initialiser.range;
  return { place: { path: client.path(file), line: client.line(start.line + 1) } };
}
