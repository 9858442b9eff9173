// SPDX-License-Identifier: Apache-2.0
/**
 * A table of up to millions of rows, of which only those that can be seen are elements and have been fetched. Rows have
 * positions: a range of numbers whose beginning and end move on as old rows go and new ones come. While its end can be
 * seen, the table stays there.
 */

import { type Column, TableHeader } from './columns';
import { motionOf } from './keys';
import { PageCache } from './page-cache';
import { RowPool, type TableRow } from './row-pool';
import { ScrollRange } from './scroll-range';
import { type RowRange, Selection } from './selection';

export interface TableOptions {
  /** For screen readers. */
  readonly label: string;
  readonly columns: readonly Column[];
  /** Asks for a page; the answer comes by `put`. */
  readonly ask: (page: number, version: number) => void;
  /** Another row is the active one. */
  readonly moved: () => void;
  /** Enter, or a double click. */
  readonly opened: (position: number) => void;
  /** The space bar. */
  readonly toggled: () => void;
  /** The selected rows are to be copied. */
  readonly copied: (range: RowRange) => void;
  /** Something worth keeping has changed: widths, what is shown. */
  readonly changed: () => void;
}

/** Where somebody has scrolled to. */
export interface TablePlace {
  readonly active: number | undefined;
  /** The uppermost row that is shown; undefined while the end is followed. */
  readonly top: number | undefined;
}

const ROW_HEIGHT = 22;
const LINE_PIXELS = 3 * ROW_HEIGHT;

export class Table {
  readonly element = document.createElement('div');
  readonly header: TableHeader;
  private readonly scroller = document.createElement('div');
  private readonly spacer = document.createElement('div');
  private readonly layer = document.createElement('div');
  private readonly cache = new PageCache<TableRow>();
  private readonly selection = new Selection();
  private readonly pool: RowPool;
  private rows: RowRange = { first: 0, end: 0 };
  private range = new ScrollRange({ rows: 0, rowHeight: ROW_HEIGHT, viewport: 0 });
  /** Pixels of rows above what is shown. */
  private top = 0;
  private follows = true;
  /** Where this table has put the scroll bar; anything else is the user's doing. */
  private ownScroll = 0;
  private isDrawing = false;

  constructor(private readonly options: TableOptions) {
    this.element.className = 'table';
    this.header = new TableHeader(options.columns, this.element, () => this.changedByHand());
    this.pool = new RowPool(this.layer, options.columns, 'row');
    this.build();
    this.listen();
    new ResizeObserver(() => this.layOut()).observe(this.scroller);
  }

  /** Other rows, or more of them. Rows that are known may have changed. */
  setRows(rows: RowRange): void {
    this.top -= this.follows ? 0 : (rows.first - this.rows.first) * ROW_HEIGHT;
    this.rows = rows;
    this.selection.keepFrom(rows.first);
    this.cache.outdate();
    this.layOut();
  }

  /** Forgets everything: the positions mean other rows from now on. */
  reset(): void {
    this.cache.reset();
    this.selection.clear();
    this.rows = { first: 0, end: 0 };
    this.top = 0;
    this.follows = true;
    this.layOut();
  }

  /** An answer to `ask`. */
  put(page: number, rows: readonly TableRow[], version: number): void {
    this.cache.put(page, rows, version);
    this.draw();
  }

  /** Selects a row and shows it. */
  goTo(position: number): void {
    this.selection.select(position);
    this.show(position);
    this.options.moved();
  }

  get active(): number | undefined {
    return this.selection.active;
  }

  get selected(): RowRange {
    return this.selection.range;
  }

  /** The uppermost row of which all can be seen. */
  get firstShown(): number {
    return this.rows.first + Math.ceil(this.top / ROW_HEIGHT);
  }

  get isFollowing(): boolean {
    return this.follows;
  }

  follow(): void {
    this.follows = true;
    this.scrollTo(this.range.lastTop);
  }

  get place(): TablePlace {
    return { active: this.active, top: this.follows ? undefined : this.firstShown };
  }

  set place({ active, top }: TablePlace) {
    if (active !== undefined && active >= this.rows.first && active < this.rows.end) {
      this.selection.select(active);
      this.options.moved();
    }
    if (top !== undefined && top >= this.rows.first) {
      this.follows = false;
      this.scrollTo((top - this.rows.first) * ROW_HEIGHT);
    }
  }

  focus(): void {
    this.scroller.focus({ preventScroll: true });
  }

  private build(): void {
    const { scroller, spacer, layer } = this;
    scroller.className = 'scroller';
    scroller.tabIndex = 0;
    scroller.setAttribute('role', 'grid');
    scroller.setAttribute('aria-label', this.options.label);
    scroller.setAttribute('aria-multiselectable', 'true');
    scroller.setAttribute('aria-colcount', `${this.options.columns.length}`);
    layer.className = 'rows';
    layer.setAttribute('role', 'rowgroup');
    spacer.className = 'spacer';
    scroller.append(this.header.element, layer, spacer);
    this.element.append(scroller);
  }

  private listen(): void {
    const { scroller } = this;
    scroller.addEventListener('scroll', () => this.scrolled());
    // The browser would scroll a scaled range by many rows for each pixel.
    scroller.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    scroller.addEventListener('keydown', (event) => this.key(event));
    this.layer.addEventListener('mousedown', (event) => this.pointed(event));
    this.layer.addEventListener('dblclick', () => this.active !== undefined && this.options.opened(this.active));
  }

  /** After a change of the number of rows, or of the room for them. */
  private layOut(): void {
    const viewport = Math.max(0, this.scroller.clientHeight - this.header.element.offsetHeight);
    this.range = new ScrollRange({ rows: this.rows.end - this.rows.first, rowHeight: ROW_HEIGHT, viewport });
    this.spacer.style.height = `${this.range.height}px`;
    this.scroller.setAttribute('aria-rowcount', `${this.rows.end - this.rows.first + 1}`);
    this.scrollTo(this.follows ? this.range.lastTop : this.range.clamp(this.top));
  }

  private scrollTo(top: number): void {
    this.top = this.range.clamp(top);
    this.scroller.scrollTop = this.range.scrollAt(this.top);
    this.ownScroll = this.scroller.scrollTop;
    this.draw();
  }

  /** The user has moved the scroll bar, or the browser has for them. */
  private scrolled(): void {
    if (Math.abs(this.scroller.scrollTop - this.ownScroll) >= 1) {
      this.ownScroll = this.scroller.scrollTop;
      this.top = this.range.topAt(this.ownScroll);
      this.movedByHand();
    }
  }

  private wheel(event: WheelEvent): void {
    if (this.range.isScaled && !event.ctrlKey && !event.shiftKey && event.deltaY !== 0) {
      event.preventDefault();
      const isPixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL;
      this.scrollTo(this.top + event.deltaY * (isPixels ? 1 : LINE_PIXELS));
      this.movedByHand();
    }
  }

  private movedByHand(): void {
    this.follows = this.top >= this.range.lastTop - 1;
    this.draw();
    this.changedByHand();
  }

  private changedByHand(): void {
    this.options.changed();
  }

  private key(event: KeyboardEvent): void {
    const { first, end } = this.rows;
    const isCommand = event.ctrlKey || event.metaKey;
    const motion = motionOf(event.key, this.range.pageRows);
    if (isCommand && event.key === 'c') {
      this.options.copied(this.selection.range);
    } else if (isCommand && event.key === 'a') {
      this.selection.all(this.rows);
      this.draw();
    } else if (event.key === 'Enter' && this.active !== undefined) {
      this.options.opened(this.active);
    } else if (event.key === ' ') {
      this.options.toggled();
    } else if (motion !== undefined && end > first) {
      const from = this.active ?? (this.follows ? end : this.firstShown - 1);
      this.move(motion(from, this.rows), event.shiftKey);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private pointed({ target, shiftKey, button }: MouseEvent): void {
    const row = target instanceof Element ? target.closest('.row') : undefined;
    const number = Number(row?.getAttribute('aria-rowindex') ?? Number.NaN);
    if (button === 0 && Number.isInteger(number)) {
      this.move(this.rows.first + number - 2, shiftKey);
    }
  }

  private move(position: number, extends_: boolean): void {
    if (extends_) {
      this.selection.extend(position);
    } else {
      this.selection.select(position);
    }
    this.show(position);
    this.options.moved();
    this.changedByHand();
  }

  private show(position: number): void {
    // Whoever looks at a row does not want it to move away; at the last one the end is followed again.
    this.follows = position === this.rows.end - 1;
    this.scrollTo(this.range.topShowing(position - this.rows.first, this.top));
  }

  /** At the next frame, however often it is asked for. */
  private draw(): void {
    if (!this.isDrawing) {
      this.isDrawing = true;
      requestAnimationFrame(() => {
        this.isDrawing = false;
        this.drawNow();
      });
    }
  }

  private drawNow(): void {
    const { first } = this.rows;
    const shown = this.range.visible(this.top);
    const begin = first + shown.first;
    const end = first + shown.end;
    const looks = [];
    for (let position = begin; position < end; position++) {
      looks.push({
        row: this.cache.row(position),
        isSelected: this.selection.has(position),
        isActive: position === this.active,
        offset: (position - first) * ROW_HEIGHT - this.top,
        number: position - first + 2,
      });
    }
    const active = this.pool.show(begin, looks);
    if (active === undefined) {
      this.scroller.removeAttribute('aria-activedescendant');
    } else {
      this.scroller.setAttribute('aria-activedescendant', active);
    }
    if (end > begin) {
      for (const page of this.cache.ask(begin, end)) {
        this.options.ask(page, this.cache.currentVersion);
      }
    }
  }
}
