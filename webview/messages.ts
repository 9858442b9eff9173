// SPDX-License-Identifier: Apache-2.0
/**
 * All that panels and the extension say to each other. Each message has a check, from which its type follows; both sides
 * check what arrives and drop what fails, the extension because a page is hostile input, the page because it may be
 * older or newer than what speaks to it after an update.
 *
 * Texts may come from a guest: pages show them as text, never as markup.
 */

import { type Checked, isAnyOf, isBoolean, isList, isMaybe, isObject, isOneOf, isText, isWhole } from './checks';

/** Of one message; a page of rows has a hundred. */
const MAX_ROWS = 200;
const MAX_CELLS = 16;
/** Longest texts, in UTF-16 units. */
export const MAX_TEXT = 4096;
export const MAX_NAME = 200;
/** Of virtual machines, and of what is wrong. */
export const MAX_LISTED = 1024;

const isName = isText(MAX_NAME);
const isLine = isText(MAX_TEXT);

// --- the log: hypercalls, requests, SBI calls, ioctls --------------------------------------------------------------------
// Rows have positions, which stay the same while older rows go and newer ones come. They belong to a view: another
// filter, or another session, makes another view with positions of its own.

export const LOG_ROW_KINDS = ['hypercall', 'request', 'ioctl', 'sbi'] as const;
const isKind = isOneOf(...LOG_ROW_KINDS);
export type LogRowKind = Checked<typeof isKind>;

export const isLogLook = isObject({
  kinds: isList(isKind, LOG_ROW_KINDS.length),
  vm: isMaybe(isWhole()),
  failedOnly: isBoolean,
  request: isMaybe(isWhole()),
  /** What is searched for; empty for nothing. */
  text: isText(MAX_NAME),
  /** Rows without the text are left out. */
  matchesOnly: isBoolean,
});
/** Which rows are shown, and what is searched for in them. */
export type LogLook = Checked<typeof isLogLook>;

export const WHOLE_LOG: LogLook = {
  kinds: LOG_ROW_KINDS,
  vm: undefined,
  failedOnly: false,
  request: undefined,
  text: '',
  matchesOnly: false,
};

const isLogRow = isObject({
  position: isWhole(),
  kind: isKind,
  failed: isBoolean,
  /** As LOG_COLUMNS says. */
  cells: isList(isLine, MAX_CELLS),
});
export type LogRow = Checked<typeof isLogRow>;

/** Things that a button of the page can do; nothing else can be asked for. */
const isLogAction = isOneOf('start', 'openExample', 'enable', 'settings');
export type LogAction = Checked<typeof isLogAction>;

const isRowRange = { view: isWhole(), first: isWhole(), end: isWhole() };
const isRowPlace = { view: isWhole(), position: isWhole() };

/** What the page says. `ready` comes first, with what it was left with; `rows` is answered always. */
export const isLogPageMessage = isAnyOf(
  isObject({ type: isOneOf('ready'), look: isLogLook }),
  /** `at` is the selected row. */
  isObject({ type: isOneOf('look'), look: isLogLook, at: isMaybe(isObject(isRowPlace)) }),
  isObject({ type: isOneOf('rows'), page: isWhole(), version: isWhole(), ...isRowRange }),
  isObject({ type: isOneOf('find'), direction: isOneOf('next', 'previous'), ...isRowPlace }),
  isObject({ type: isOneOf('details'), ...isRowPlace }),
  isObject({ type: isOneOf('reveal'), ...isRowPlace }),
  isObject({ type: isOneOf('copy'), ...isRowRange }),
  isObject({ type: isOneOf('action'), action: isLogAction }),
);
export type LogPageMessage = Checked<typeof isLogPageMessage>;

const isLogState = isObject({
  type: isOneOf('state'),
  /** Whether there is a system whose log can be shown. */
  session: isOneOf('none', 'starting', 'there'),
  isLogging: isBoolean,
  sbiCalls: isBoolean,
  /** Entries of the log, shown or not, and those that had to go. */
  entries: isWhole(),
  dropped: isWhole(),
  problems: isList(isLine, MAX_LISTED),
  vms: isList(isObject({ vm: isWhole(), name: isName }), MAX_LISTED),
  view: isWhole(),
  /** Positions of the rows: from `first` on, before `end`. */
  first: isWhole(),
  end: isWhole(),
  /** Not all of the log has been looked through for the filter. */
  isScanning: isBoolean,
  find: isMaybe(isObject({ count: isWhole(), isScanning: isBoolean })),
});
export type LogPanelState = Checked<typeof isLogState>;

const isLogValue = isObject({ name: isLine, value: isLine, text: isLine });

const isLogDetails = isObject({
  type: isOneOf('details'),
  ...isRowPlace,
  title: isLine,
  failed: isBoolean,
  /** What is known of it beside its values, name and text. */
  facts: isList(isObject({ name: isName, text: isLine }), MAX_CELLS),
  arguments: isList(isLogValue, MAX_CELLS),
  results: isList(isLogValue, MAX_CELLS),
  request: isMaybe(isWhole()),
  hasSource: isBoolean,
});
export type LogDetails = Checked<typeof isLogDetails>;

/** What the extension says. */
export const isLogHostMessage = isAnyOf(
  isLogState,
  isObject({
    type: isOneOf('rows'),
    view: isWhole(),
    page: isWhole(),
    version: isWhole(),
    rows: isList(isLogRow, MAX_ROWS),
  }),
  isLogDetails,
  /** A row is to be selected and shown. */
  isObject({ type: isOneOf('goTo'), ...isRowPlace }),
  /** Something to be said, to screen readers too. */
  isObject({ type: isOneOf('notice'), text: isLine }),
  /** The search field is to have the focus. */
  isObject({ type: isOneOf('search') }),
);
export type LogHostMessage = Checked<typeof isLogHostMessage>;
