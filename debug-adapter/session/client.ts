// SPDX-License-Identifier: Apache-2.0
/** What the client said about itself in `initialize`, and how its lines and paths are counted and written. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Arguments } from './arguments';
import { RequestError } from './request-error';

export interface Client {
  /** Shows guest consoles by itself, by the events of protocol.ts. */
  readonly hasConsoles: boolean;
  readonly reportsProgress: boolean;
  /** Asks again for what a change has made out of date, when told. */
  readonly invalidatesViews: boolean;
  /** Lines and columns inside count from 1. */
  line(own: number): number;
  ownLine(theirs: number): number;
  column(own: number): number;
  ownColumn(theirs: number): number;
  path(own: string): string;
  /** @throws RequestError */
  ownPath(theirs: string): string;
}

/** @throws RequestError for a path format that is not known */
export function describeClient(args: Arguments): Client {
  const lineShift = args.has('linesStartAt1') && !args.isTrue('linesStartAt1') ? 1 : 0;
  const columnShift = args.has('columnsStartAt1') && !args.isTrue('columnsStartAt1') ? 1 : 0;
  const format = args.textOr('pathFormat', 'path');
  if (format !== 'path' && format !== 'uri') {
    throw new RequestError(`initialize: pathFormat '${format}' is not known; there is path and uri`);
  }
  return {
    hasConsoles: args.textOr('clientID', '') === 'vscode',
    reportsProgress: args.isTrue('supportsProgressReporting'),
    invalidatesViews: args.isTrue('supportsInvalidatedEvent'),
    line: (own) => own - lineShift,
    ownLine: (theirs) => theirs + lineShift,
    column: (own) => own - columnShift,
    ownColumn: (theirs) => theirs + columnShift,
    path: (own) => (format === 'uri' ? pathToFileURL(own).href : own),
    ownPath: (theirs) => (theirs.startsWith('file:') ? pathOf(theirs) : theirs),
  };
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new RequestError(`'${url}' is not the address of a file`);
  }
}
