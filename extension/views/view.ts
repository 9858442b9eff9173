// SPDX-License-Identifier: Apache-2.0
/** The views of the Bao container, each with the part of the state that it shows. */

import type { StatePart, StateResponseBody } from '../../debug-adapter/protocol';
import { deviceModelItems } from './device-models';
import { findingItems } from './findings';
import { ipcItems } from './ipc';
import type { ViewItem } from './item';
import { partitionItems } from './partitions';
import { remioItems } from './remio';

export interface View {
  /** In package.json. */
  readonly id: string;
  readonly part: StatePart;
  readonly items: (state: StateResponseBody) => readonly ViewItem[];
}

export const VIEWS: readonly View[] = [
  { id: 'bao.partitions', part: 'partitions', items: partitionItems },
  { id: 'bao.remio', part: 'remio', items: remioItems },
  { id: 'bao.deviceModels', part: 'deviceModels', items: deviceModelItems },
  { id: 'bao.ipc', part: 'ipc', items: ipcItems },
  { id: 'bao.findings', part: 'findings', items: findingItems },
];
