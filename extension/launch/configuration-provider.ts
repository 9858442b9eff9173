// SPDX-License-Identifier: Apache-2.0
/** Completes launch configurations: F5 without a launch.json, paths relative to the workspace, what needs trust. */

import { statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { findConfigs } from './find-configs';
import { logOptions } from './log-options';

const UNTRUSTED = "The launch attribute 'drivers' runs a compiler on files of this workspace, which is not trusted.";
/** A remedy where there is no system yet. */
const EXAMPLE = { 'Open Example System...': 'bao.openExampleSystem' };

type Folder = vscode.WorkspaceFolder | undefined;

export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  /** For a new launch.json: one configuration for each config.c that is there. */
  async provideDebugConfigurations(folder: Folder): Promise<vscode.DebugConfiguration[]> {
    const found = (await findConfigs()).filter(
      (uri) => folder === undefined || vscode.workspace.getWorkspaceFolder(uri) === folder,
    );
    return found.length > 0
      ? found.map((uri) => launchOf(inWorkspace(uri), uri))
      : // biome-ignore lint/suspicious/noTemplateCurlyInString: the editor's variable
        [launch('Debug system', '${workspaceFolder}/config.c')];
  }

  async resolveDebugConfiguration(
    _folder: Folder,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (configuration.config !== undefined) {
      return configuration;
    }
    const config = await chooseConfig();
    if (config === undefined) {
      return undefined;
    }
    // Started without a launch.json, there is nothing but what is found.
    return { ...launchOf(config.fsPath, config), ...given(configuration) };
  }

  resolveDebugConfigurationWithSubstitutedVariables(
    folder: Folder,
    configuration: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration | undefined {
    if (configuration.drivers !== undefined && !vscode.workspace.isTrusted) {
      offer(UNTRUSTED, { 'Manage Workspace Trust': 'workbench.trust.manage' });
      return undefined;
    }
    const settings = vscode.workspace.getConfiguration('bao.log', folder);
    const log = logOptions(configuration.log, (name) => settings.get(name));
    const completed: vscode.DebugConfiguration = {
      ...withAbsolutePaths(configuration, folder),
      ...consoleDefaults(configuration),
      log,
    };
    if (!isThere(completed.config)) {
      offer(missingMessage(completed.config), { 'Open launch.json': 'workbench.action.debug.configure', ...EXAMPLE });
      return undefined;
    }
    return completed;
  }
}

function launch(name: string, config: string): vscode.DebugConfiguration {
  return { type: 'bao', request: 'launch', name, config };
}

/** @param config its path as the configuration is to name it */
function launchOf(config: string, uri: vscode.Uri): vscode.DebugConfiguration {
  const parts = uri.path.split('/');
  return launch(`Debug ${parts.at(-2) ?? parts.at(-1)}`, config);
}

function inWorkspace(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const path = folder && relative(folder.uri.fsPath, uri.fsPath).replaceAll('\\', '/');
  return path === undefined ? uri.fsPath : `\${workspaceFolder}/${path}`;
}

/** The attributes that have a value: the editor starts with empty ones when there is no launch.json. */
function given(configuration: vscode.DebugConfiguration): Partial<vscode.DebugConfiguration> {
  return Object.fromEntries(Object.entries(configuration).filter(([, value]) => value !== '' && value !== undefined));
}

/** The guests' consoles are what a person wants to see; the debug console is a click away. */
function consoleDefaults({ internalConsoleOptions }: vscode.DebugConfiguration): Partial<vscode.DebugConfiguration> {
  return { internalConsoleOptions: internalConsoleOptions ?? 'neverOpen' };
}

/** Paths of wrong types stay as they are: the adapter says what is wrong with them. */
function withAbsolutePaths(configuration: vscode.DebugConfiguration, folder: Folder): vscode.DebugConfiguration {
  const absolute = (path: unknown) =>
    typeof path === 'string' && path !== '' && !isAbsolute(path) && folder !== undefined
      ? join(folder.uri.fsPath, path)
      : path;
  const all = (paths: unknown) =>
    isObject(paths) ? Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, absolute(path)])) : paths;
  const { config, drivers, images, sourceMap } = configuration;
  return {
    ...configuration,
    config: isExampleName(config) ? config : absolute(config),
    ...(drivers === undefined ? {} : { drivers: absolute(drivers) }),
    ...(images === undefined ? {} : { images: all(images) }),
    ...(sourceMap === undefined ? {} : { sourceMap: all(sourceMap) }),
  };
}

/** The adapter knows the example systems by their names. */
function isExampleName(config: unknown): boolean {
  return typeof config === 'string' && /^[\w-]+$/.test(config);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Asks only when there is a choice. @returns undefined when there is nothing to start; the user knows why */
async function chooseConfig(): Promise<vscode.Uri | undefined> {
  const found = await findConfigs();
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const shown = found.find((uri) => uri.toString() === active);
  if (shown !== undefined || found.length === 1) {
    return shown ?? found[0];
  }
  return found.length === 0 ? offerExample() : pickConfig(found);
}

async function pickConfig(found: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Debug a Bao System',
    placeHolder: 'Which configuration is to be booted?',
  });
  return picked?.uri;
}

async function offerExample(): Promise<vscode.Uri | undefined> {
  const choose = 'Choose a File...';
  const [example] = Object.keys(EXAMPLE);
  const answer = await vscode.window.showErrorMessage(
    "There is no configuration of Bao here: a config.c that defines 'struct config config'.",
    choose,
    example!,
  );
  if (answer === example) {
    void vscode.commands.executeCommand('bao.openExampleSystem');
  }
  return answer === choose ? chooseFile() : undefined;
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ title: "Bao's config.c", filters: { 'C files': ['c'] } });
  return picked?.[0];
}

/** A config.c that is not there is the most common slip; the remedy is a click away. */
function isThere(config: unknown): boolean {
  return (
    typeof config !== 'string' || isExampleName(config) || statSync(config, { throwIfNoEntry: false }) !== undefined
  );
}

function missingMessage(config: string): string {
  const problem = config === '' ? "The launch attribute 'config' is empty" : `${config} does not exist`;
  return `${problem}: 'config' names Bao's config.c.`;
}

/** Tells what is wrong and offers what helps. Nothing waits for the answer. */
function offer(message: string, remedies: Readonly<Record<string, string>>): void {
  void vscode.window.showErrorMessage(message, ...Object.keys(remedies)).then((answer) => {
    const command = answer === undefined ? undefined : remedies[answer];
    return command === undefined ? undefined : vscode.commands.executeCommand(command);
  });
}
