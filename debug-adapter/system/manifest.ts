// SPDX-License-Identifier: Apache-2.0
/** manifest.json, which the build of the example systems leaves beside them: further symbol files, and source folders. */

import { dirname, join, resolve } from 'node:path';
import { isFile, readText } from './files';

export interface Manifest {
  /** Folder that relative paths of sources count from: that of the config.c. */
  readonly folder: string;
  /** Programs inside an image, as ELF files with debug information, by the path of the image's ELF file. */
  readonly programs: ReadonlyMap<string, readonly string[]>;
  /** Folders for the beginnings of file names in debug information. */
  readonly sourceRoots: readonly { readonly prefix: string; readonly folder: string }[];
}

/** The manifest of the system whose config.c this is: in its folder or the one above. */
export function manifestFor(configFile: string): Manifest {
  const folder = dirname(configFile);
  const none = { folder, programs: new Map(), sourceRoots: [] };
  const path = [join(folder, 'manifest.json'), join(folder, '..', 'manifest.json')].find(isFile);
  if (path === undefined) {
    return none;
  }
  try {
    return { folder, ...readManifest(dirname(path), JSON.parse(readText(path))) };
  } catch {
    // Somebody else's manifest.json.
    return none;
  }
}

function readManifest(folder: string, content: unknown): Omit<Manifest, 'folder'> {
  const images = values(field(content, 'systems')).flatMap((system) => values(field(system, 'images')));
  const programs = images.map((image): [string, string[]] => [
    resolve(folder, text(field(image, 'elf'))),
    values(field(image, 'programs')).map((program) => resolve(folder, text(program))),
  ]);
  const roots = values(field(content, 'sourceRoots')).map((root) => ({
    prefix: text(field(root, 'prefix')),
    folder: resolve(folder, text(field(root, 'path'))),
  }));
  return { programs: new Map(programs), sourceRoots: roots };
}

function field(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? (object as Record<string, unknown>)[name] : undefined;
}

function values(object: unknown): unknown[] {
  return typeof object === 'object' && object !== null ? Object.values(object) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
