// SPDX-License-Identifier: Apache-2.0
/** What stands where the log would be when there is nothing in it: why, and what to do. */

import type { LogAction, LogPanelState } from '../messages';
import { button } from '../toolkit';

interface Offer {
  readonly label: string;
  readonly action: LogAction;
}

interface Words {
  readonly text: string;
  readonly offers: readonly Offer[];
}

const NO_SESSION: Words = {
  text: 'Nothing is being debugged. Once a system runs, every hypercall, request and ioctl of its guests is listed here.',
  offers: [
    { label: 'Start Debugging', action: 'start' },
    { label: 'Open Example System...', action: 'openExample' },
  ],
};
const STARTING: Words = { text: 'The system is being loaded.', offers: [] };
const OFF: Words = {
  text: 'The log is off. Nothing of what happens now is listed until it is turned on.',
  offers: [
    { label: 'Turn On', action: 'enable' },
    { label: 'Settings', action: 'settings' },
  ],
};
const NOTHING_YET: Words = { text: 'No guest has called yet. Let the system run (F5).', offers: [] };
const SCANNING: Words = { text: 'Looking for entries that fit...', offers: [] };
const NOTHING_FITS: Words = { text: 'No entry fits. Change what is chosen above to see others.', offers: [] };

/** @returns undefined when there are rows */
function wordsFor({ session, isLogging, entries, first, end, isScanning }: LogPanelState): Words | undefined {
  if (session !== 'there') {
    return session === 'none' ? NO_SESSION : STARTING;
  }
  if (end > first) {
    return undefined;
  }
  if (entries > 0) {
    return isScanning ? SCANNING : NOTHING_FITS;
  }
  return isLogging ? NOTHING_YET : OFF;
}

export class EmptyState {
  readonly element = document.createElement('div');
  private shown: Words | undefined;

  constructor(private readonly act: (action: LogAction) => void) {
    this.element.className = 'empty';
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
  }

  show(state: LogPanelState): void {
    const words = wordsFor(state);
    if (words !== this.shown) {
      this.shown = words;
      const text = document.createElement('p');
      text.textContent = words?.text ?? '';
      const offers = (words?.offers ?? []).map(({ label, action }) => button(label, () => this.act(action)));
      this.element.replaceChildren(text, ...offers);
    }
    this.element.hidden = words === undefined;
  }
}
