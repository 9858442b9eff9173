// SPDX-License-Identifier: Apache-2.0
/** The debug adapter's requests about its log, with their types. */

import {
  CLEAR_LOG_REQUEST,
  LOG_ENTRY_REQUEST,
  LOG_STATE_REQUEST,
  LOG_TEXT_REQUEST,
  type LogEntryArguments,
  type LogEntryResponseBody,
  type LogState,
  type LogTextArguments,
  type LogTextResponseBody,
  READ_LOG_REQUEST,
  type ReadLogArguments,
  type ReadLogResponseBody,
  SEARCH_LOG_REQUEST,
  SET_LOG_REQUEST,
  type SearchLogArguments,
  type SearchLogResponseBody,
  type SetLogArguments,
} from '../../../debug-adapter/protocol';

/** How a debug session is asked. */
export type Ask = (request: string, args?: unknown) => Thenable<unknown>;

/** All of them fail when the session has ended. */
export class LogRequests {
  constructor(private readonly ask: Ask) {}

  async state(): Promise<LogState> {
    return (await this.ask(LOG_STATE_REQUEST)) as LogState;
  }

  async set(args: SetLogArguments): Promise<LogState> {
    return (await this.ask(SET_LOG_REQUEST, args)) as LogState;
  }

  async clear(): Promise<LogState> {
    return (await this.ask(CLEAR_LOG_REQUEST)) as LogState;
  }

  async read(args: ReadLogArguments): Promise<ReadLogResponseBody> {
    return (await this.ask(READ_LOG_REQUEST, args)) as ReadLogResponseBody;
  }

  async search(args: SearchLogArguments): Promise<SearchLogResponseBody> {
    return (await this.ask(SEARCH_LOG_REQUEST, args)) as SearchLogResponseBody;
  }

  async entry(args: LogEntryArguments): Promise<LogEntryResponseBody> {
    return (await this.ask(LOG_ENTRY_REQUEST, args)) as LogEntryResponseBody;
  }

  async text(args: LogTextArguments): Promise<string> {
    return ((await this.ask(LOG_TEXT_REQUEST, args)) as LogTextResponseBody).text;
  }
}
