// SPDX-License-Identifier: Apache-2.0
/** Everything about the entry that is selected. */

import type { LogDetails } from '../messages';
import { button } from '../toolkit';

export interface DetailsListener {
  readonly reveal: () => void;
  /** Only what is about this request is to be shown. */
  readonly showRequest: (request: number) => void;
}

export class DetailsPane {
  readonly element = document.createElement('section');
  private shown = '';

  constructor(private readonly listener: DetailsListener) {
    this.element.className = 'details';
    this.element.tabIndex = 0;
    this.element.setAttribute('aria-label', 'Details of the selected entry');
    this.clear();
  }

  clear(): void {
    this.shown = '';
    this.element.replaceChildren(paragraph('Select an entry to see all of it.'));
  }

  show(details: LogDetails): void {
    const shown = JSON.stringify(details);
    if (shown === this.shown) {
      // What somebody has selected in it, or has the focus on, stays.
      return;
    }
    this.shown = shown;
    const { title, failed, facts, request, hasSource } = details;
    const heading = document.createElement('h2');
    heading.textContent = failed ? `${title} (failed)` : title;
    heading.classList.toggle('failed', failed);
    this.element.replaceChildren(
      heading,
      ...(facts.length > 0 ? [list(facts)] : []),
      ...values('Arguments', details.arguments),
      ...values('Results', details.results),
      this.buttons(hasSource, request),
    );
  }

  private buttons(hasSource: boolean, request: number | undefined): HTMLElement {
    const row = document.createElement('p');
    row.className = 'buttons';
    if (hasSource) {
      row.append(button('Show Source Line', () => this.listener.reveal()));
    }
    if (request !== undefined) {
      row.append(button(`Show Only Request #${request}`, () => this.listener.showRequest(request)));
    }
    return row;
  }
}

function values(title: string, all: LogDetails['arguments']): readonly HTMLElement[] {
  if (all.length === 0) {
    return [];
  }
  const heading = document.createElement('h3');
  heading.textContent = title;
  return [
    heading,
    list(all.map(({ name, value, text }) => ({ name, text: text === value ? text : `${text} (${value})` }))),
  ];
}

function list(facts: LogDetails['facts']): HTMLElement {
  const made = document.createElement('dl');
  for (const { name, text } of facts) {
    const term = document.createElement('dt');
    term.textContent = name;
    const description = document.createElement('dd');
    description.textContent = text;
    made.append(term, description);
  }
  return made;
}

function paragraph(text: string): HTMLElement {
  const made = document.createElement('p');
  made.textContent = text;
  return made;
}
