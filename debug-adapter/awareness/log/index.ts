// SPDX-License-Identifier: Apache-2.0
/** The door: what guests have called, in bounded memory, to look through and to take away. */
export { CallLog, type CallLogOptions, DEFAULT_CAPACITY } from './call-log';
export { ENTRY_BYTES } from './columns';
export type { EntryKind, LogEntry } from './entry';
export { entriesOf, entryLine, logJson, logText } from './export';
export { IoctlWatch } from './ioctl-watch';
export { perfettoTrace, type TraceOptions } from './perfetto';
export { type LogFilter, type SearchResult, searchLog } from './search';
