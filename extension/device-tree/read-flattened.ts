// SPDX-License-Identifier: Apache-2.0
/** Reads a flattened device tree, versions 16 and 17 (Devicetree Specification 0.4, chapter 5). */

import { fdt } from './flattened-format';
import { limits } from './limits';

export interface FlattenedProperty {
  readonly name: string;
  /** As in the tree: numbers are big-endian, texts end in a zero byte. */
  readonly data: Uint8Array;
}

export interface FlattenedNode {
  /** With its unit address; empty for the root. */
  readonly name: string;
  readonly properties: readonly FlattenedProperty[];
  readonly children: readonly FlattenedNode[];
}

export interface FlattenedTree {
  readonly version: number;
  readonly bootCpu: number;
  readonly reservations: readonly { readonly address: bigint; readonly size: bigint }[];
  readonly root: FlattenedNode;
}

/** What is wrong with a flattened tree, and at which offset. */
export class FlattenedTreeError extends Error {
  override readonly name = 'FlattenedTreeError';
}

/**
 * Reads a whole tree. Bytes after its end are ignored.
 * @throws {FlattenedTreeError} when it is damaged or of another version
 */
export function readFlattened(bytes: Uint8Array): FlattenedTree {
  return new FlattenedReader(bytes).read();
}

interface OpenNode {
  readonly name: string;
  readonly properties: FlattenedProperty[];
  readonly children: FlattenedNode[];
}

class FlattenedReader {
  private readonly view: DataView;
  private end: number;
  private stringsAt = 0;
  private stringsEnd = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
  }

  read(): FlattenedTree {
    if (this.bytes.length < fdt.headerBytes || this.cell(0) !== fdt.magic) {
      throw new FlattenedTreeError('not a flattened device tree: the magic number 0xd00dfeed is missing');
    }
    const version = this.checkHeader();
    const structureAt = this.cell(8);
    const structureEnd = version >= 17 ? structureAt + this.cell(36) : this.end;
    this.stringsAt = this.cell(12);
    this.stringsEnd = this.stringsAt + this.cell(32);
    for (const [what, at, end] of [
      ['structure', structureAt, structureEnd],
      ['strings', this.stringsAt, this.stringsEnd],
    ] as const) {
      if (end > this.end) {
        throw new FlattenedTreeError(`the ${what} block should end at ${end}, the tree ends at ${this.end}`);
      }
      if (at % (what === 'structure' ? 4 : 1) !== 0) {
        throw new FlattenedTreeError(`the ${what} block is not aligned`);
      }
    }
    const reservations = this.readReservations(this.cell(16));
    return { version, bootCpu: this.cell(28), reservations, root: this.readNodes(structureAt, structureEnd) };
  }

  /** @returns the version */
  private checkHeader(): number {
    const total = this.cell(4);
    if (total > this.bytes.length || total < fdt.headerBytes || total > limits.blobBytes) {
      throw new FlattenedTreeError(`the tree says it is ${total} bytes long, there are ${this.bytes.length}`);
    }
    this.end = total;
    const version = this.cell(20);
    if (version < fdt.compatibleVersion || this.cell(24) > fdt.version) {
      throw new FlattenedTreeError(`version ${version} cannot be read, only ${fdt.compatibleVersion} and later`);
    }
    return version;
  }

  private cell(at: number): number {
    this.check(at, 4);
    return this.view.getUint32(at);
  }

  private check(at: number, length: number): void {
    if (at + length > this.end) {
      throw new FlattenedTreeError(`offset ${at}: the tree ends too early`);
    }
  }

  private readReservations(start: number): { address: bigint; size: bigint }[] {
    const reservations: { address: bigint; size: bigint }[] = [];
    for (let at = start; ; at += 16) {
      this.check(at, 16);
      const address = this.view.getBigUint64(at);
      const size = this.view.getBigUint64(at + 8);
      if (address === 0n && size === 0n) {
        return reservations;
      }
      reservations.push({ address, size });
    }
  }

  private readNodes(start: number, end: number): FlattenedNode {
    const open: OpenNode[] = [];
    let root: FlattenedNode | undefined;
    let at = start;
    while (at < end) {
      const token = this.cell(at);
      at += 4;
      if (token === fdt.beginNode && !root) {
        at = this.beginNode(at, end, open);
      } else if (token === fdt.endNode && open.length > 0) {
        const node = open.pop()!;
        if (open.length === 0) {
          root = node;
        }
      } else if (token === fdt.property && open.length > 0) {
        at = this.readProperty(at, end, open[open.length - 1]!);
      } else if (token === fdt.end && root) {
        return root;
      } else if (token !== fdt.nop) {
        throw new FlattenedTreeError(`offset ${at - 4}: token ${token} has no place here`);
      }
    }
    throw new FlattenedTreeError('the structure block has no end');
  }

  private beginNode(at: number, end: number, open: OpenNode[]): number {
    if (open.length > limits.nodeDepth) {
      throw new FlattenedTreeError(`offset ${at}: nodes are nested more than ${limits.nodeDepth} deep`);
    }
    const name = this.text(at, end);
    const node: OpenNode = { name, properties: [], children: [] };
    open[open.length - 1]?.children.push(node);
    open.push(node);
    return align(at + name.length + 1);
  }

  private readProperty(at: number, end: number, node: OpenNode): number {
    const length = this.cell(at);
    const name = this.text(this.stringsAt + this.cell(at + 4), this.stringsEnd);
    const data = at + 8;
    if (data + length > end) {
      throw new FlattenedTreeError(`offset ${at}: the property ${name} reaches beyond the structure block`);
    }
    node.properties.push({ name, data: this.bytes.slice(data, data + length) });
    return align(data + length);
  }

  private text(at: number, end: number): string {
    const limit = Math.min(end, at + MAXIMUM_NAME);
    const terminator = this.bytes.subarray(0, limit).indexOf(0, at);
    if (at >= end || terminator < 0) {
      throw new FlattenedTreeError(`offset ${at}: a name does not end`);
    }
    const name = this.bytes.subarray(at, terminator);
    if (name.some((byte) => byte >= 0x80)) {
      throw new FlattenedTreeError(`offset ${at}: a name is not ASCII`);
    }
    return String.fromCharCode(...name);
  }
}

/** Names have 31 characters at most by the specification; dtc allows more. */
const MAXIMUM_NAME = 4096;

function align(offset: number): number {
  return (offset + 3) & ~3;
}
