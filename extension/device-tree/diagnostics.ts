// SPDX-License-Identifier: Apache-2.0
/** What the phases have to say about the source, and the list they say it to. */

import type { SourceRange } from './source';

/** A change that would mend something. */
export interface Fix {
  /** What it does, for people. */
  readonly title: string;
  /** What is replaced. */
  readonly range: SourceRange;
  readonly newText: string;
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable name of the rule, for example `dts-syntax`, or dtc's name of a check, for example `reg_format`. */
  readonly code: string;
  readonly message: string;
  readonly range: SourceRange;
  /** Full path of the node that it is about; null when that cannot be told. */
  readonly node?: string | null;
  /** Places that have to do with it. */
  readonly related?: readonly { readonly message: string; readonly range: SourceRange }[];
  /** What would mend it, the best first. */
  readonly fixes?: readonly Fix[];
}

/** Hostile input must not make a report of its own size. */
const MAXIMUM = 1000;

/** Collects diagnostics up to a limit; the first error decides whether a tree may be written. */
export class DiagnosticList {
  readonly items: Diagnostic[] = [];
  hasErrors = false;

  error(code: string, message: string, range: SourceRange): void {
    this.hasErrors = true;
    this.add({ severity: 'error', code, message, range });
  }

  warning(
    code: string,
    message: string,
    range: SourceRange,
    about: Pick<Diagnostic, 'node' | 'related' | 'fixes'> = {},
  ): void {
    this.add({ severity: 'warning', code, message, range, ...about });
  }

  private add(item: Diagnostic): void {
    if (this.items.length < MAXIMUM) {
      this.items.push(item);
    } else if (this.items.length === MAXIMUM) {
      const message = `more than ${MAXIMUM} problems; the rest is not shown`;
      this.items.push({ severity: item.severity, code: 'dts-too-many-problems', message, range: item.range });
    }
  }
}
