// SPDX-License-Identifier: GPL-2.0
/** Writes manifest.json beside the built systems: what was built, and where the sources in the debug information are. */

import { isAbsolute, join, relative, sep } from 'node:path';
import { root } from './paths.mjs';
import { writeIfChanged } from './recipes.mjs';

/** @param {string} from @param {string} path a folder keeps its trailing slash */
function place(from, path) {
  const insideProject = !relative(root, path).startsWith('..') && !relative(root, from).startsWith('..');
  const short = insideProject ? relative(from, path) : path;
  const slashes = isAbsolute(short) ? short : short.split(sep).join('/');
  return path.endsWith('/') && !slashes.endsWith('/') ? `${slashes}/` : slashes;
}

/** @param {string} from @param {import('./system.mjs').BuiltImage} image */
function imageEntry(from, image) {
  const programs = Object.entries(image.programs).map(([name, path]) => [name, place(from, path)]);
  return {
    kind: image.kind,
    bin: place(from, image.bin),
    elf: place(from, image.elf),
    dtb: place(from, image.dtb),
    ...(programs.length > 0 ? { programs: Object.fromEntries(programs) } : {}),
  };
}

/**
 * @param {string} folder where manifest.json goes; its paths are relative to this folder where possible
 * @param {import('./system.mjs').BuiltSystem[]} systems
 */
export function writeManifest(folder, systems) {
  const entries = systems.map((system) => [
    system.name,
    {
      title: system.title,
      config: place(folder, system.config),
      images: Object.fromEntries(system.images.map((image) => [image.name, imageEntry(folder, image)])),
    },
  ]);
  const roots = new Map(systems.flatMap((system) => system.sourceRoots).map((each) => [each.prefix, each.path]));
  const manifest = {
    systems: Object.fromEntries(entries),
    sourceRoots: [...roots].map(([prefix, path]) => ({ prefix, path: place(folder, path) })),
  };
  writeIfChanged(join(folder, 'manifest.json'), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}
