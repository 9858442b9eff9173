// SPDX-License-Identifier: Apache-2.0
import type { Column } from '../table';

/** Columns of the log, in the order of a row's cells. */
export const LOG_COLUMNS: readonly Column[] = [
  { title: 'Time (µs)', width: 100, align: 'end' },
  { title: 'VM', width: 80 },
  { title: 'vCPU', width: 56, align: 'end' },
  { title: 'Task', width: 100 },
  { title: 'Place', width: 130 },
  { title: 'Request', width: 76, align: 'end' },
  { title: 'Call', width: 130 },
  { title: 'Arguments', width: 220 },
  { title: 'Result', width: 110 },
  { title: 'Duration (µs)', width: 110, align: 'end' },
];
