// SPDX-License-Identifier: Apache-2.0
/** The line below the log: how much there is, and what has just been done. */

import type { LogPanelState } from '../messages';

/** Milliseconds that a notice stands there. */
const NOTICE = 8000;

export class StatusLine {
  readonly element = document.createElement('div');
  private readonly counts = document.createElement('span');
  /** Only this is read out by itself; the counts change all the time. */
  private readonly notice = document.createElement('span');
  private clearing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.element.className = 'status';
    this.notice.className = 'notice';
    this.notice.setAttribute('role', 'status');
    this.element.append(this.counts, this.notice);
  }

  show(state: LogPanelState): void {
    this.counts.textContent = countsOf(state);
  }

  announce(text: string): void {
    clearTimeout(this.clearing);
    this.notice.textContent = text;
    this.clearing = setTimeout(() => {
      this.notice.textContent = '';
    }, NOTICE);
  }
}

function countsOf({ session, entries, dropped, first, end, isScanning, isLogging, problems }: LogPanelState): string {
  if (session !== 'there') {
    return '';
  }
  const number = (value: number): string => value.toLocaleString('en');
  const shown = end - first;
  return [
    shown === entries ? `${number(entries)} entries` : `${number(shown)} of ${number(entries)} entries`,
    ...(isScanning ? ['still looking'] : []),
    ...(dropped > 0 ? [`${number(dropped)} older ones are not kept`] : []),
    ...(isLogging ? [] : ['the log is off']),
    ...problems,
  ].join(' · ');
}
