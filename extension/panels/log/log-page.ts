// SPDX-License-Identifier: Apache-2.0
/** The talk with the page of the log: says how the log stands, and does what the page asks for. */

import { isLogPageMessage, type LogAction, type LogHostMessage, type LogPageMessage } from '../../../webview';
import type { LogModel, RowPlaces } from './log-model';

/** Milliseconds between two reports of how the log stands, at least. */
const REPORT_INTERVAL = 80;
/** More would take long and hardly be pasted anywhere. */
const MAX_COPIED = 100_000;

export interface LogPageSurroundings {
  readonly post: (message: LogHostMessage) => void;
  readonly copy: (text: string) => Thenable<void>;
  readonly act: (action: LogAction) => Promise<void>;
  /** The source line of an entry is wanted. @returns what to say when it cannot be shown */
  readonly reveal: (view: number, position: number) => Promise<string | undefined>;
  /** The page has come up. */
  readonly ready: () => void;
  /** Something went wrong, for the extension's log. */
  readonly failed: (what: string) => void;
}

export class LogPage {
  private isReady = false;
  private report: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly model: LogModel,
    private readonly around: LogPageSurroundings,
  ) {}

  /** The model has changed. */
  update(): void {
    if (this.isReady) {
      this.report ??= setTimeout(() => this.tell(), REPORT_INTERVAL);
    }
  }

  /** Puts the keyboard into the search field. */
  search(): void {
    this.around.post({ type: 'search' });
  }

  /** It is gone. */
  close(): void {
    this.isReady = false;
    clearTimeout(this.report);
  }

  private tell(): void {
    clearTimeout(this.report);
    this.report = undefined;
    this.around.post(this.model.panelState);
  }

  /** @param message as it came, unchecked */
  async receive(message: unknown): Promise<void> {
    if (!isLogPageMessage(message)) {
      this.around.failed('the page of the log said something that it cannot say');
      return;
    }
    try {
      await this.handle(message);
    } catch (error) {
      // Most likely the session has just ended.
      this.around.failed(`the log's page asked for ${message.type}: ${error instanceof Error ? error.message : error}`);
    }
  }

  private async handle(message: LogPageMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        this.model.setLook(message.look);
        this.around.ready();
        this.tell();
        break;
      case 'look':
        await this.look(message);
        break;
      case 'rows':
        await this.rows(message);
        break;
      case 'find':
        await this.find(message);
        break;
      case 'details':
        await this.details(message.view, message.position);
        break;
      case 'reveal':
        this.notice(await this.around.reveal(message.view, message.position));
        break;
      case 'copy':
        await this.copy(message);
        break;
      case 'action':
        await this.around.act(message.action);
    }
  }

  /** Other rows are shown; the one that was selected stays in sight. */
  private async look({ look, at }: Extract<LogPageMessage, { type: 'look' }>): Promise<void> {
    const { view } = this.model.panelState;
    const number = at && this.model.numberAt(at.view, at.position);
    this.model.setLook(look);
    const shown = this.model.panelState;
    if (number === undefined || shown.view === view) {
      return;
    }
    const position = await this.model.rowAt(number);
    if (position !== undefined) {
      this.tell();
      this.around.post({ type: 'goTo', view: shown.view, position });
    }
  }

  private async rows({ view, page, version, ...places }: Extract<LogPageMessage, { type: 'rows' }>): Promise<void> {
    // Answered in any case, because the page counts the questions under way.
    const rows = await this.model.rows({ view, ...places }).catch(() => []);
    this.around.post({ type: 'rows', view, page, version, rows });
  }

  private async find({ direction, view, position }: Extract<LogPageMessage, { type: 'find' }>): Promise<void> {
    const found = await this.model.find(direction, view, position);
    if (found === undefined) {
      // In other rows than the page meant there is nothing to be said about.
      this.notice(view === this.model.panelState.view ? 'Nothing found.' : undefined);
    } else {
      this.around.post({ type: 'goTo', view, position: found });
    }
  }

  private async details(view: number, position: number): Promise<void> {
    const details = await this.model.details(view, position);
    if (details !== undefined) {
      this.around.post(details);
    }
  }

  private async copy(places: RowPlaces): Promise<void> {
    const wanted = places.end - places.first;
    const end = Math.min(places.end, places.first + MAX_COPIED);
    const pieces: string[] = [];
    for await (const piece of this.model.text({ ...places, end })) {
      pieces.push(piece);
    }
    await this.around.copy(pieces.join(''));
    const copied = Math.min(wanted, MAX_COPIED).toLocaleString('en');
    this.notice(
      wanted > MAX_COPIED
        ? `The first ${copied} of ${wanted.toLocaleString('en')} entries were copied; an export has all of them.`
        : `${copied} ${wanted === 1 ? 'entry' : 'entries'} copied.`,
    );
  }

  private notice(text: string | undefined): void {
    if (text !== undefined) {
      this.around.post({ type: 'notice', text });
    }
  }
}
