// SPDX-License-Identifier: Apache-2.0
/** Channels of shared-memory IPC: within the memory, apart from each other, and what one end writes the other reads. */

import { propertyPlace, valuePlace } from '../../places';
import type { Guest } from '../guest';
import { type Channel, type IpcNode, ipcNodes } from '../ipc-nodes';
import { extent, type Mismatches, type Side } from '../mismatches';
import { ipcsOf } from './ipc';

export function checkIpcChannels(guests: readonly Guest[], found: Mismatches): void {
  const ends = guests.flatMap(endsOf);
  for (const end of ends) {
    checkPlaces(end, found);
  }
  const bySharedMemory = new Map<bigint, End[]>();
  for (const end of ends) {
    bySharedMemory.set(end.shmemId, [...(bySharedMemory.get(end.shmemId) ?? []), end]);
  }
  for (const [one, other, ...more] of bySharedMemory.values()) {
    // Among more than two, who talks with whom is their own affair.
    if (one && other && more.length === 0) {
      checkMirrored(one, other, found);
    }
  }
}

interface End {
  readonly guest: Guest;
  readonly ipcNode: IpcNode;
  readonly shmemId: bigint;
  /** Bytes. */
  readonly size: bigint;
}

function endsOf(guest: Guest): End[] {
  const ipcs = ipcsOf(guest);
  return ipcNodes(guest).flatMap((ipcNode) => {
    const ipc = ipcNode.id === undefined ? undefined : ipcs[ipcNode.id];
    return ipc ? [{ guest, ipcNode, shmemId: ipc.shmemId.value, size: ipc.size.value }] : [];
  });
}

function checkPlaces({ ipcNode: { node, read, write }, size }: End, found: Mismatches): void {
  for (const channel of [read, write]) {
    if (channel && channel.offset + channel.size > size) {
      const message = `the channel at ${text(channel)} of ${node.path} goes beyond the ${size} bytes of shared memory`;
      found.at('bao-ipc-channel', 'error', message, { range: propertyPlace(node, channel.property), label: 'channel' });
    }
  }
  if (read && write && read.offset < write.offset + write.size && write.offset < read.offset + read.size) {
    const message = `the read channel at ${text(read)} and the write channel at ${text(write)} of ${node.path} overlap`;
    found.between('bao-ipc-channel', 'error', message, [
      { range: propertyPlace(node, read.property), label: 'the read channel' },
      { range: propertyPlace(node, write.property), label: 'the write channel' },
    ]);
  }
}

function checkMirrored(one: End, other: End, found: Mismatches): void {
  checkDirection(one, other, found);
  checkDirection(other, one, found);
}

/** What the writer writes is what the reader reads. */
function checkDirection(writer: End, reader: End, found: Mismatches): void {
  const written = writer.ipcNode.write;
  const read = reader.ipcNode.read;
  if (!written || !read || (written.offset === read.offset && written.size === read.size)) {
    return;
  }
  const message = `${writer.guest.name} writes at ${text(written)}, but ${reader.guest.name} reads at ${text(read)}: the write channel of one is the read channel of the other`;
  found.between('bao-ipc-mirror', 'error', message, [
    side(writer, written, read, `${writer.guest.name} writes at ${text(written)}`),
    side(reader, read, written, `${reader.guest.name} reads at ${text(read)}`),
  ]);
}

function side({ ipcNode: { node, hasSplitReg } }: End, channel: Channel, wanted: Channel, label: string): Side {
  const { property, at } = channel;
  const range = hasSplitReg ? valuePlace(node, property, at) : propertyPlace(node, property);
  const first = valuePlace(node, property, at);
  const last = valuePlace(node, property, at + property.data.length - 1);
  if (hasSplitReg || !first || !last || first.file !== last.file) {
    return { range, label };
  }
  const newText = `0x${wanted.offset.toString(16)} 0x${wanted.size.toString(16)}`;
  return { range, label, fix: { title: `Write <${newText}>`, range: { ...first, end: last.end }, newText } };
}

function text({ offset, size }: Channel): string {
  return extent({ base: offset, size });
}
