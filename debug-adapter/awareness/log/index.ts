// SPDX-License-Identifier: Apache-2.0
/** The door: what guests have called, in bounded memory, to look through and to take away. */
export { CallLog, type CallLogOptions, DEFAULT_CAPACITY } from './call-log';
export { CodePlaces } from './code-places';
export { ENTRY_KINDS, type EntryKind, type LogEntry, type LogTask, listed } from './entry';
export { ENTRY_BYTES } from './entry-store';
export { entryLine, logJson, logText, type Piece, shortPlace } from './export';
export { IoctlWatch } from './ioctl-watch';
export { perfettoTrace, type TraceOptions } from './perfetto';
export {
  type Direction,
  filteredEntries,
  type LogFilter,
  relatedTo,
  type SearchResult,
  searchLog,
} from './search';
