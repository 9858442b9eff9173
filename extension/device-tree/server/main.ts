// SPDX-License-Identifier: Apache-2.0
/** The language server as a program: speaks with its client as the client has asked on the command line (--stdio, --node-ipc). */

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { DeviceTreeServer } from './server';

new DeviceTreeServer(createConnection(ProposedFeatures.all), process.env.BAO_DEBUG_CACHE).listen();
