// SPDX-License-Identifier: Apache-2.0
/** What the extension adds to the editor: the debug type, its consoles, its views, device trees, and the command for example systems. */

import * as vscode from 'vscode';
import { AdapterFactory } from './adapter';
import { SessionConsoles } from './consoles';
import { DeviceTreeLanguage } from './device-trees';
import { EventBreakpointsFeature } from './event-breakpoints';
import { openExample } from './examples';
import { FollowedStatus, registerFollowCommands } from './follow';
import { ConfigurationProvider } from './launch';
import { NumberFormatChoice } from './number-format';
import { LogView } from './panels';
import { SystemViews } from './views';

const DEBUG_TYPE = 'bao';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Bao Partition Debugger', { log: true });
  const provider = new ConfigurationProvider();
  const consoles = new SessionConsoles(DEBUG_TYPE);
  const numbers = new NumberFormatChoice(DEBUG_TYPE, context.workspaceState);
  const { Dynamic, Initial } = vscode.DebugConfigurationProviderTriggerKind;
  context.subscriptions.push(
    log,
    consoles,
    numbers,
    new DeviceTreeLanguage(context, log),
    new SystemViews(DEBUG_TYPE),
    new EventBreakpointsFeature(DEBUG_TYPE, context.workspaceState),
    new FollowedStatus(DEBUG_TYPE),
    ...registerFollowCommands(DEBUG_TYPE),
    new LogView(context.extensionUri, DEBUG_TYPE, log),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, new AdapterFactory(context.extensionPath, log)),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, provider, Initial),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, provider, Dynamic),
    vscode.commands.registerCommand('bao.openExampleSystem', () =>
      reported(log, 'The example system cannot be opened', () => openExample(context.extensionPath)),
    ),
    vscode.commands.registerCommand('bao.showConsole', () => consoles.choose()),
    vscode.commands.registerCommand('bao.showHexadecimal', () => numbers.choose('hexadecimal')),
    vscode.commands.registerCommand('bao.showDecimal', () => numbers.choose('decimal')),
  );
}

/** Runs a command; what goes wrong is told to the user, with the stack in the log. */
async function reported(log: vscode.LogOutputChannel, what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(`${what}: ${error instanceof Error ? error.message : error}`);
  }
}
