// SPDX-License-Identifier: Apache-2.0
/** The bytes of a property into values, by the type that bindings give to its name. */

import type { Dimensions, KnownType } from '../types';
import { bytesOf, chooseType, type Reading } from './choose-type';
import { Cell, type Instance } from './instance';
import type { SourceProperty } from './source';
import { decodeStrings } from './strings';

export interface Decoded {
  readonly value: Instance;
  /** The type that the size of the value does not fit. */
  readonly misfit?: string;
}

/** @param nodeName with its unit address */
export function decodeProperty({ name, data }: SourceProperty, nodeName: string, known: KnownType): Decoded {
  if (data.length === 0) {
    return { value: true };
  }
  if (nodeName === 'aliases' && name !== 'phandle') {
    return { value: decodeStrings(data, () => true) ?? data };
  }
  const reading = chooseType(name, nodeName, data, known);
  if (!reading) {
    return { value: data };
  }
  if (reading.type.startsWith('string')) {
    return { value: decodeStrings(data, () => true) ?? data };
  }
  return decodeCells(data, reading);
}

function decodeCells(data: Uint8Array, { type, dimensions }: Reading): Decoded {
  const bytes = bytesOf(type);
  const isMisfit = type === 'flag' || data.length % bytes !== 0;
  if (isMisfit && ![1, 2, 4].includes(data.length)) {
    return { value: data, misfit: type };
  }
  const cells = isMisfit ? readCells(data, data.length, false) : readCells(data, bytes, type.startsWith('int'));
  const value = shape(cells, type, dimensions);
  return isMisfit ? { value, misfit: type } : { value };
}

function shape(cells: Cell[], type: string, dimensions: Dimensions | undefined): Instance {
  if (type.includes('matrix') || type === 'phandle' || type === 'phandle-array' || type === 'address') {
    return dimensions ? inRows(cells, rowLength(cells.length, dimensions)) : [cells];
  }
  return !type.includes('array') && cells.length === 1 ? cells[0]! : cells;
}

function readCells(data: Uint8Array, bytes: number, signed: boolean): Cell[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const cells: Cell[] = [];
  for (let at = 0; at < data.length; at += bytes) {
    cells.push(new Cell(readInteger(view, at, bytes, signed), bytes * 8));
  }
  return cells;
}

function readInteger(view: DataView, at: number, bytes: number, signed: boolean): number | bigint {
  switch (bytes) {
    case 1:
      return signed ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return signed ? view.getInt16(at) : view.getUint16(at);
    case 4:
      return signed ? view.getInt32(at) : view.getUint32(at);
    default: {
      const value = signed ? view.getBigInt64(at) : view.getBigUint64(at);
      const small = Number(value);
      return Number.isSafeInteger(small) ? small : value;
    }
  }
}

/** Cells in rows of one length, the last one possibly shorter. @param length at least 1 */
export function inRows(cells: Cell[], length: number): Cell[][] {
  const rows: Cell[][] = [];
  for (let at = 0; at < cells.length; at += length) {
    rows.push(cells.slice(at, at + length));
  }
  return rows;
}

/** Cells in a row of a matrix: the first length with which the allowed dimensions come out even, else a fixed one. */
function rowLength(count: number, [rows, cells]: Dimensions): number {
  const mostRows = rows[1] || count;
  const mostCells = cells[1] || count;
  for (let outer = Math.max(1, rows[0]); outer <= Math.min(mostRows, count); outer++) {
    const inner = count / outer;
    if (Number.isInteger(inner) && inner >= cells[0] && inner <= mostCells) {
      return inner;
    }
  }
  if (cells[0] > 0 && cells[0] === cells[1]) {
    return cells[0];
  }
  return rows[0] > 0 && rows[0] === rows[1] ? Math.max(1, Math.trunc(count / rows[0])) : count;
}
