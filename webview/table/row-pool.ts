// SPDX-License-Identifier: Apache-2.0
/** The elements of the rows that can be seen, used again and again while other rows come into view. */

import type { Column } from './columns';
import type { Placed } from './page-cache';

export interface TableRow extends Placed {
  readonly cells: readonly string[];
  /** It tells of something that failed. */
  readonly failed: boolean;
}

/** How a row is to be shown. */
export interface RowLook {
  /** Undefined while it is on its way. */
  readonly row: TableRow | undefined;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  /** Pixels below the upper edge. */
  readonly offset: number;
  /** As screen readers count, from 1, header included. */
  readonly number: number;
}

interface Slot {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
  shown: TableRow | undefined;
}

/** Beyond what fits, so that a slot is not needed twice in a view. */
const MAX_SLOTS = 400;

export class RowPool {
  private readonly slots: Slot[] = [];

  /** @param idPrefix of the rows' elements */
  constructor(
    private readonly layer: HTMLElement,
    private readonly columns: readonly Column[],
    private readonly idPrefix: string,
  ) {}

  /** Shows rows from a position on. @returns the id of the active row's element, if it is among them */
  show(first: number, looks: readonly RowLook[]): string | undefined {
    const count = Math.min(looks.length, MAX_SLOTS);
    while (this.slots.length < count) {
      this.slots.push(this.newSlot(this.slots.length));
    }
    const used = new Set<Slot>();
    let active: string | undefined;
    for (const [index, look] of looks.slice(0, count).entries()) {
      const slot = this.slots[(first + index) % this.slots.length]!;
      used.add(slot);
      fill(slot, look);
      active = look.isActive ? slot.element.id : active;
    }
    for (const slot of this.slots) {
      slot.element.hidden = !used.has(slot);
    }
    return active;
  }

  private newSlot(index: number): Slot {
    const element = document.createElement('div');
    element.className = 'row';
    element.id = `${this.idPrefix}-${index}`;
    element.setAttribute('role', 'row');
    const cells = this.columns.map(({ align }, column) => {
      const cell = document.createElement('div');
      cell.className = align === 'end' ? 'cell end' : 'cell';
      cell.setAttribute('role', 'gridcell');
      cell.setAttribute('aria-colindex', `${column + 1}`);
      return cell;
    });
    element.append(...cells);
    this.layer.append(element);
    return { element, cells, shown: undefined };
  }
}

function fill(slot: Slot, { row, isSelected, isActive, offset, number }: RowLook): void {
  const { element, cells } = slot;
  if (slot.shown !== row) {
    slot.shown = row;
    for (const [index, cell] of cells.entries()) {
      const text = row?.cells[index] ?? '';
      cell.textContent = text;
      cell.title = text;
    }
    element.classList.toggle('failed', row?.failed === true);
  }
  element.style.transform = `translateY(${offset}px)`;
  element.classList.toggle('selected', isSelected);
  element.classList.toggle('active', isActive);
  setAttribute(element, 'aria-selected', `${isSelected}`);
  setAttribute(element, 'aria-rowindex', `${number}`);
}

function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}
