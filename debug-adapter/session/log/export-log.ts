// SPDX-License-Identifier: Apache-2.0
/** Exports of the log that are under way. */

import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import {
  type CallLog,
  filteredEntries,
  type LogEntry,
  type LogFilter,
  logJson,
  logText,
  type Piece,
  perfettoTrace,
} from '../../awareness/log';
import { type ExportLogArguments, type ExportLogResponseBody, LOG_EXPORT_EVENT } from '../../protocol';
import type { Target } from '../../target';
import { RequestError } from '../request-error';
import { writePieces } from './export-file';

/** Milliseconds between two reports. */
const PERIOD = 100;
const MAX_EXPORTS = 16;

export class LogExports {
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly system: {
      readonly target: Target;
      readonly send: (event: DebugProtocol.Event) => void;
    },
    private readonly calls: CallLog,
  ) {}

  /** @param filter what is exported @throws RequestError */
  async run({ id, format, path }: ExportLogArguments, filter: LogFilter): Promise<ExportLogResponseBody> {
    if (this.running.has(id) || this.running.size >= MAX_EXPORTS) {
      throw new RequestError(`An export '${id.slice(0, 60)}' is under way already`);
    }
    const cancel = new AbortController();
    this.running.set(id, cancel);
    try {
      return await this.write(id, format, path, filter, cancel.signal);
    } finally {
      this.running.delete(id);
    }
  }

  cancel(id: string): void {
    this.running.get(id)?.abort();
  }

  cancelAll(): void {
    for (const each of this.running.values()) {
      each.abort();
    }
  }

  private async write(
    id: string,
    format: ExportLogArguments['format'],
    path: string,
    filter: LogFilter,
    signal: AbortSignal,
  ): Promise<ExportLogResponseBody> {
    const { calls } = this;
    const { first, end } = calls;
    let entries = 0;
    let at = first;
    function* counted(): Generator<LogEntry | undefined> {
      for (const entry of filteredEntries(calls, filter)) {
        at = entry?.number ?? at;
        entries += entry === undefined ? 0 : 1;
        yield entry;
      }
    }
    const report = sometimes(() => {
      this.system.send(new Event(LOG_EXPORT_EVENT, { id, done: at - first, total: end - first }));
    });
    const bytes = await writePieces(path, this.pieces(format, counted()), { signal, report });
    return { entries, bytes };
  }

  private pieces(format: ExportLogArguments['format'], entries: Iterable<LogEntry | undefined>): Iterable<Piece> {
    const { target } = this.system;
    const { dropped } = this.calls;
    switch (format) {
      case 'text':
        return logText(entries, dropped);
      case 'json':
        return logJson(entries, dropped);
      case 'perfetto':
        return perfettoTrace(entries, { partitions: target.partitions, timebaseHz: target.timebaseHz, dropped });
    }
  }
}

function sometimes(action: () => void): () => void {
  let last = performance.now();
  return () => {
    if (performance.now() - last >= PERIOD) {
      last = performance.now();
      action();
    }
  };
}
