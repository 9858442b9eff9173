// SPDX-License-Identifier: Apache-2.0
/** The script of the log's page. */

import { prepareControls } from '../toolkit';
import { LogPanel } from './log-panel';

prepareControls();
new LogPanel(document.body);
