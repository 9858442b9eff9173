// SPDX-License-Identifier: Apache-2.0
/** Splits lists of phandles with arguments by the cells that each provider wants. */

import type { Dimensions, TypesByName } from '../types';
import { type Cell, firstRow, NodeInstance } from './instance';
import { type PhandleMap, UNRESOLVED } from './phandles';

/** What follows a phandle in lists that do not go by `foos` and `#foo-cells`: the provider's property, or a number. */
const PROVIDER_CELLS: ReadonlyMap<string, string | number | undefined> = new Map<string, string | number | undefined>([
  ['assigned-clocks', '#clock-cells'],
  ['assigned-clock-parents', '#clock-cells'],
  ['cooling-device', '#cooling-cells'],
  ['interrupts-extended', '#interrupt-cells'],
  ['interconnects', '#interconnect-cells'],
  ['mboxes', '#mbox-cells'],
  ['sound-dai', '#sound-dai-cells'],
  ['msi-parent', '#msi-cells'],
  ['msi-ranges', '#interrupt-cells'],
  ['dma-masters', '#dma-cells'],
  ['gpio-ranges', 3],
  ['memory-region', undefined],
]);

export function splitPhandleLists(node: NodeInstance, types: TypesByName, phandles: PhandleMap): void {
  for (const [name, value] of node.members) {
    if (value instanceof NodeInstance) {
      splitPhandleLists(value, types, phandles);
      continue;
    }
    const { types: known, dimensions } = types.of(name);
    const isList = known.has('phandle-array') && (name === 'dma-masters' || !isFixed(dimensions));
    const row = Array.isArray(value) && value.length === 1 ? firstRow(value) : undefined;
    if (isList && row) {
      splitList(node, name, row, phandles);
    }
  }
}

/** Rows of a known length were split when the cells were read. */
function isFixed(dimensions: Dimensions | undefined): boolean {
  return dimensions?.some(([least, most]) => least > 0 && least === most) ?? false;
}

function splitList(node: NodeInstance, name: string, row: Cell[], phandles: PhandleMap): void {
  const cells = providerCells(name);
  if (cells === 'none') {
    return;
  }
  const isRegular = !PROVIDER_CELLS.has(name);
  if (isRegular && entryLength(row, 0, cells, phandles) === 0) {
    return;
  }
  const first = Number(row[0]?.value ?? 0);
  // A small number that is no DMA provider is a count of masters: bindings use the name for both.
  if (name === 'dma-masters' && first >= 1 && first <= 4 && phandles.node(first)?.get('#dma-cells') === undefined) {
    node.members.set(name, row[0]!);
    return;
  }
  node.members.set(name, rowsOf(name, row, cells, phandles));
}

/** 'none' for lists that are not split here. */
function providerCells(name: string): string | number | undefined | 'none' {
  if (PROVIDER_CELLS.has(name)) {
    return PROVIDER_CELLS.get(name);
  }
  return name.endsWith('s') && !name.includes('gpio') ? `#${name.slice(0, -1)}-cells` : 'none';
}

function rowsOf(name: string, row: Cell[], cells: string | number | undefined, phandles: PhandleMap): Cell[][] {
  const rows: Cell[][] = [];
  for (let at = 0; at < row.length; ) {
    let length = entryLength(row, at, cells, phandles);
    if (length === 0) {
      break;
    }
    if (name === 'msi-ranges') {
      // The length of the range follows the provider's cells.
      length++;
    } else if (name === 'interconnects') {
      // Two endpoints make one path.
      length += entryLength(row, at + length, cells, phandles);
    }
    rows.push(row.slice(at, at + length));
    at += length;
  }
  return rows;
}

/** Cells of one entry, the phandle included; 0 when it means no node. */
function entryLength(row: Cell[], at: number, cells: string | number | undefined, phandles: PhandleMap): number {
  const phandle = at < row.length ? Number(row[at]!.value) : undefined;
  if (phandle === undefined) {
    return 0;
  }
  if (phandle === 0 || cells === undefined) {
    return 1;
  }
  if (phandle === UNRESOLVED) {
    return untilNextUnresolved(row, at);
  }
  if (!phandles.node(phandle)) {
    return 0;
  }
  return 1 + (typeof cells === 'number' ? cells : phandles.cells(phandle, cells));
}

/** What a missing provider wants cannot be known: its cells are those before the next one that is missing. */
function untilNextUnresolved(row: Cell[], at: number): number {
  const next = row.findIndex(({ value }, index) => index > at && Number(value) === UNRESOLVED);
  return (next < 0 ? row.length : next) - at;
}

/** Splits GPIO lists of a node and all below it. Hogs describe lines of their own controller, without a phandle. */
export function splitGpios(node: NodeInstance, phandles: PhandleMap): void {
  if (node.members.has('gpio-hog')) {
    return;
  }
  for (const [name, value] of node.members) {
    if (value instanceof NodeInstance) {
      splitGpios(value, phandles);
    } else if (isGpioList(name)) {
      const row = firstRow(value);
      if (row) {
        node.members.set(name, gpioRows(row, phandles));
      }
    }
  }
}

function isGpioList(name: string): boolean {
  return /(^|-)gpios?$/.test(name) && !name.endsWith(',nr-gpios');
}

function gpioRows(row: Cell[], phandles: PhandleMap): Cell[][] {
  const rows: Cell[][] = [];
  for (let at = 0; at < row.length; ) {
    const phandle = Number(row[at]!.value);
    const length = phandle === UNRESOLVED ? untilNextUnresolved(row, at) : 1 + phandles.cells(phandle, '#gpio-cells');
    rows.push(row.slice(at, at + length));
    at += length;
  }
  return rows;
}
