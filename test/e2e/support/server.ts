// SPDX-License-Identifier: Apache-2.0
/** The editor's server with the packaged extension installed in it, on data of its own, reachable from this machine only. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PACKAGES = join(__dirname, '..', 'node_modules');
const SERVER = join(PACKAGES, 'code-server', 'lib', 'vscode', 'out', 'server-main.js');
/** The server needs a newer Node than the tests do; a package brings it. */
const NODE = join(PACKAGES, `node-${process.platform}-${process.arch}`, 'bin', 'node');
const START_TIMEOUT = 30_000;

/** Nothing opens by itself, nothing asks, nothing goes out to the network. */
const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  // As the example folders have it too; on a server the editor may start before it has read that.
  'workbench.startupEditor': 'readme',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'remote.autoForwardPorts': false,
  'editor.minimap.enabled': false,
  'git.enabled': false,
  // Text in the page rather than pixels.
  'terminal.integrated.gpuAcceleration': 'off',
};

/** Who uses the editor: a person, or tests inside the extension host, for which the editor shows no notifications. */
export type EditorUser = 'person' | 'host-tests';

export interface ServerOptions {
  readonly user: EditorUser;
  /** A folder of its own; all that the server writes goes there. */
  readonly folder: string;
  /** Extensions to install, as packages. */
  readonly packages: readonly string[];
}

export interface Server {
  readonly origin: string;
  readonly port: number;
  stop(): Promise<void>;
}

interface Folders {
  readonly home: string;
  readonly user: string;
  readonly server: string;
  readonly extensions: string;
  readonly temporary: string;
}

export async function startServer({ user, folder, packages }: ServerOptions): Promise<Server> {
  const folders = makeFolders(folder);
  writeSettings(folders);
  for (const extension of packages) {
    execFileSync(nodeProgram(), [...serverArguments(folders), '--install-extension', extension], {
      env: environment(folders),
      stdio: 'pipe',
    });
  }
  const child = spawn(
    nodeProgram(),
    [...serverArguments(folders), ...LISTENING, ...(user === 'host-tests' ? [TEST_DRIVER] : [])],
    {
      env: environment(folders),
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that the extension hosts end with it.
      detached: true,
    },
  );
  process.once('exit', () => killGroup(child));
  const log = createWriteStream(join(folder, 'server.log'));
  child.stderr.pipe(log, { end: false });
  child.stdout.pipe(log, { end: false });
  const port = await listeningPort(child, join(folder, 'server.log'));
  return { port, origin: `http://127.0.0.1:${port}`, stop: () => stop(child) };
}

const LISTENING = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
/** What the tests inside the extension host are reached by. */
const TEST_DRIVER = '--enable-smoke-test-driver';

function nodeProgram(): string {
  return existsSync(NODE) ? NODE : process.execPath;
}

function makeFolders(root: string): Folders {
  const folders = {
    home: join(root, 'home'),
    user: join(root, 'user'),
    server: join(root, 'server'),
    extensions: join(root, 'extensions'),
    temporary: join(root, 't'),
  };
  for (const each of Object.values(folders)) {
    mkdirSync(each, { recursive: true });
  }
  return folders;
}

/** The browser sees the settings of the user's data on the server. */
function writeSettings({ user }: Folders): void {
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User', 'settings.json'), JSON.stringify(SETTINGS, null, 2));
}

function serverArguments({ user, server, extensions }: Folders): string[] {
  return [
    SERVER,
    '--accept-server-license-terms',
    '--disable-telemetry',
    '--disable-workspace-trust',
    '--user-data-dir',
    user,
    '--server-data-dir',
    server,
    '--extensions-dir',
    extensions,
  ];
}

/** Nothing of the environment that the tests run in, so that they run alike everywhere; no marketplace. */
function environment({ home, temporary }: Folders): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    LANG: 'C.UTF-8',
    EXTENSIONS_GALLERY: '{}',
  };
}

function listeningPort(child: ChildProcess, logFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const giveUp = (why: string) => reject(new Error(`the editor's server ${why}; its log is ${logFile}`));
    const timer = setTimeout(() => giveUp('did not start'), START_TIMEOUT);
    child.once('exit', (code) => giveUp(`ended with code ${code}`));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const port = /agent listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) {
        clearTimeout(timer);
        resolve(Number(port));
      }
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  if (killGroup(child)) {
    await exited;
  }
}

/** @returns whether there was anything to kill */
function killGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
  const runs = pid !== undefined && exitCode === null && signalCode === null;
  if (runs) {
    process.kill(-pid, 'SIGKILL');
  }
  return runs;
}
