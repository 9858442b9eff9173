// SPDX-License-Identifier: Apache-2.0
/** The header of a table: titles, and edges that change the widths by mouse and keyboard. */

export interface Column {
  readonly title: string;
  /** Pixels, unless somebody has chosen another width. */
  readonly width: number;
  readonly align?: 'end';
}

const MIN_WIDTH = 32;
const MAX_WIDTH = 2000;
const KEY_STEP = 16;

export class TableHeader {
  readonly element = document.createElement('div');
  private chosen: number[];

  /** @param changed widths have been changed by hand */
  constructor(
    private readonly columns: readonly Column[],
    private readonly table: HTMLElement,
    private readonly changed: () => void,
  ) {
    this.chosen = columns.map(({ width }) => width);
    this.element.className = 'header';
    this.element.setAttribute('role', 'row');
    this.element.setAttribute('aria-rowindex', '1');
    this.element.append(...columns.map((column, index) => this.cell(column, index)));
    this.apply();
  }

  get widths(): readonly number[] {
    return this.chosen;
  }

  /** Those of another number of columns are not taken. */
  set widths(widths: readonly number[]) {
    if (widths.length === this.columns.length) {
      this.chosen = widths.map(bounded);
      this.apply();
    }
  }

  private cell({ title, align }: Column, index: number): HTMLElement {
    const cell = document.createElement('div');
    cell.className = align === 'end' ? 'cell end' : 'cell';
    cell.setAttribute('role', 'columnheader');
    cell.setAttribute('aria-colindex', `${index + 1}`);
    const text = document.createElement('span');
    text.textContent = title;
    cell.append(text, this.edge(title, index));
    return cell;
  }

  private edge(title: string, index: number): HTMLElement {
    const edge = document.createElement('div');
    edge.className = 'edge';
    edge.tabIndex = 0;
    edge.setAttribute('role', 'separator');
    edge.setAttribute('aria-orientation', 'vertical');
    edge.setAttribute('aria-label', `Width of ${title}`);
    edge.addEventListener('pointerdown', (event) => this.drag(edge, index, event));
    edge.addEventListener('dblclick', () => this.setWidth(index, this.columns[index]!.width));
    edge.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        this.setWidth(index, this.chosen[index]! + step);
      }
    });
    return edge;
  }

  private drag(edge: HTMLElement, index: number, { clientX, pointerId }: PointerEvent): void {
    const before = this.chosen[index]!;
    const move = (event: PointerEvent): void => this.setWidth(index, before + event.clientX - clientX);
    edge.setPointerCapture(pointerId);
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
  }

  private setWidth(index: number, width: number): void {
    this.chosen[index] = bounded(width);
    this.apply();
    this.changed();
  }

  private apply(): void {
    // The last one takes what is left over.
    const tracks = this.chosen.map((width, index) =>
      index === this.chosen.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`,
    );
    this.table.style.setProperty('--columns', tracks.join(' '));
    this.table.style.setProperty('--width', `${this.chosen.reduce((sum, width) => sum + width, 0)}px`);
    for (const [index, edge] of [...this.element.querySelectorAll('.edge')].entries()) {
      edge.setAttribute('aria-valuenow', `${this.chosen[index]}`);
    }
  }
}

function bounded(width: number): number {
  return Math.round(Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH));
}
