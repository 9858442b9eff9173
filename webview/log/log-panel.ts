// SPDX-License-Identifier: Apache-2.0
/** The page of the log: the bar, the table, the details, and what is said between them and the extension. */

import { type Checked, isBoolean, isList, isMaybe, isObject, isWhole } from '../checks';
import { HostLink } from '../host-link';
import {
  isLogHostMessage,
  isLogLook,
  type LogDetails,
  type LogHostMessage,
  type LogPageMessage,
  type LogPanelState,
  WHOLE_LOG,
} from '../messages';
import { PAGE_ROWS, Table } from '../table';
import { DetailsPane } from './details-pane';
import { EmptyState } from './empty-state';
import { LOG_COLUMNS } from './log-columns';
import { LookBar } from './look-bar';
import { StatusLine } from './status-line';

/** What the page is left with. */
const isKept = isObject({
  look: isLogLook,
  widths: isList(isWhole(), LOG_COLUMNS.length),
  hasDetails: isBoolean,
  view: isWhole(),
  active: isMaybe(isWhole()),
  top: isMaybe(isWhole()),
});

/** Milliseconds without a key before what has been typed counts. */
const TYPING = 150;

export class LogPanel {
  private readonly link = new HostLink<LogPageMessage, LogHostMessage, Checked<typeof isKept>>(
    isLogHostMessage,
    isKept,
    (message) => this.hear(message),
  );
  private readonly bar = new LookBar({
    changed: () => this.lookChanged(),
    find: (direction) => this.find(direction),
    follow: () => this.follow(),
    showDetails: (isOn) => this.showDetailsPane(isOn),
    left: () => this.table.focus(),
  });
  private readonly table = new Table({
    label: 'Log of hypercalls, requests and ioctls',
    columns: LOG_COLUMNS,
    ask: (page, version) => this.ask(page, version),
    moved: () => this.moved(),
    opened: (position) => this.link.send({ type: 'reveal', view: this.view, position }),
    copied: ({ first, end }) => end > first && this.link.send({ type: 'copy', view: this.view, first, end }),
    toggled: () => this.bar.setDetails(!this.bar.isShowingDetails),
    changed: () => this.keep(),
  });
  private readonly details = new DetailsPane({
    reveal: () => this.onActive((position) => this.link.send({ type: 'reveal', view: this.view, position })),
    showRequest: (request) => this.showOnly(request),
  });
  private readonly empty = new EmptyState((action) => this.link.send({ type: 'action', action }));
  private readonly status = new StatusLine();
  private view = 0;
  private rows = { first: 0, end: 0 };
  private typing: ReturnType<typeof setTimeout> | undefined;
  /** Where the page was left, until the rows are there. */
  private left = this.link.state;

  constructor(body: HTMLElement) {
    const main = document.createElement('main');
    main.append(this.table.element, this.empty.element, this.details.element);
    body.append(this.bar.element, main, this.status.element);
    this.restore();
    body.addEventListener('keydown', (event) => this.key(event));
    this.link.send({ type: 'ready', look: this.bar.look });
  }

  private restore(): void {
    this.bar.look = this.left?.look ?? WHOLE_LOG;
    if (this.left !== undefined) {
      this.table.header.widths = this.left.widths;
    }
    this.bar.setDetails(this.left?.hasDetails ?? false);
  }

  private showDetailsPane(isOn: boolean): void {
    this.details.element.hidden = !isOn;
    this.keep();
  }

  private hear(message: LogHostMessage): void {
    switch (message.type) {
      case 'state':
        this.show(message);
        break;
      case 'rows':
        if (message.view === this.view) {
          this.table.put(message.page, message.rows, message.version);
        }
        break;
      case 'details':
        this.showDetails(message);
        break;
      case 'goTo':
        if (message.view === this.view) {
          this.table.goTo(message.position);
        }
        break;
      case 'notice':
        this.status.announce(message.text);
        break;
      case 'search':
        this.bar.focusSearch();
    }
  }

  private show(state: LogPanelState): void {
    if (state.view !== this.view) {
      this.view = state.view;
      this.table.reset();
      this.details.clear();
    }
    this.rows = { first: state.first, end: state.end };
    this.bar.show(state);
    this.table.setRows(this.rows);
    this.empty.show(state);
    this.status.show(state);
    this.askForDetails();
    if (this.left !== undefined && state.session === 'there' && !state.isScanning) {
      this.table.place = this.left.view === state.view ? this.left : { active: undefined, top: undefined };
      this.left = undefined;
    }
    this.bar.showFollowing(this.table.isFollowing);
  }

  private showDetails(details: LogDetails): void {
    if (details.view === this.view && details.position === this.table.active) {
      this.details.show(details);
    }
  }

  private ask(page: number, version: number): void {
    const first = page * PAGE_ROWS;
    this.link.send({ type: 'rows', page, version, view: this.view, first, end: first + PAGE_ROWS });
  }

  private moved(): void {
    this.askForDetails();
    this.keep();
  }

  private askForDetails(): void {
    this.onActive((position) => this.link.send({ type: 'details', view: this.view, position }));
  }

  private onActive(act: (position: number) => void): void {
    if (this.table.active !== undefined) {
      act(this.table.active);
    }
  }

  private find(direction: 'next' | 'previous'): void {
    this.sendLook();
    const position = this.table.active ?? Math.min(this.table.firstShown, this.rows.end);
    this.link.send({ type: 'find', direction, view: this.view, position });
  }

  private follow(): void {
    this.table.follow();
    this.keep();
  }

  private showOnly(request: number): void {
    this.bar.look = { ...WHOLE_LOG, request };
    this.sendLook();
    this.table.focus();
  }

  private lookChanged(): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.sendLook(), TYPING);
  }

  private sendLook(): void {
    clearTimeout(this.typing);
    const position = this.table.active;
    const at = position === undefined ? undefined : { view: this.view, position };
    this.link.send({ type: 'look', look: this.bar.look, at });
    this.keep();
  }

  private key(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
      this.bar.focusSearch();
    } else if (event.key === 'F3') {
      this.find(event.shiftKey ? 'previous' : 'next');
    } else {
      return;
    }
    event.preventDefault();
  }

  private keep(): void {
    this.bar.showFollowing(this.table.isFollowing);
    const { view, active, top } = this.left ?? { view: this.view, ...this.table.place };
    this.link.keep({
      look: this.bar.look,
      widths: this.table.header.widths,
      hasDetails: this.bar.isShowingDetails,
      view,
      active,
      top,
    });
  }
}
