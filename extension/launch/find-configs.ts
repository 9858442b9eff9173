// SPDX-License-Identifier: Apache-2.0
/** Finds the files of a workspace that the Bao hypervisor is configured with. */

import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { definesBaoConfig } from './bao-config-text';

const EXCLUDED = '**/{node_modules,.git}/**';
/** Files read in search of the definition; more candidates are a sign that the search is in the wrong place. */
const MAX_CANDIDATES = 500;
/** The definition comes after the images' declarations, early in the file. */
const MAX_BYTES = 1 << 18;

/** Configurations, those nearest to the workspace's root first: files called config.c, else any C file that defines one. */
export async function findConfigs(): Promise<vscode.Uri[]> {
  const byName = await definingFiles('**/*config*.c');
  return byName.length > 0 ? byName : definingFiles('**/*.c');
}

async function definingFiles(pattern: string): Promise<vscode.Uri[]> {
  const candidates = await vscode.workspace.findFiles(pattern, EXCLUDED, MAX_CANDIDATES);
  const defining = await Promise.all(candidates.map(async (uri) => definesBaoConfig(await beginning(uri.fsPath))));
  return candidates.filter((_, index) => defining[index]).sort(nearestFirst);
}

function nearestFirst(one: vscode.Uri, other: vscode.Uri): number {
  const depth = (uri: vscode.Uri) => uri.path.split('/').length;
  return depth(one) - depth(other) || (one.path < other.path ? -1 : 1);
}

/** What cannot be read defines nothing. */
async function beginning(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  try {
    const { buffer, bytesRead } = (await file?.read(Buffer.alloc(MAX_BYTES))) ?? {
      buffer: Buffer.alloc(0),
      bytesRead: 0,
    };
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file?.close();
  }
}
