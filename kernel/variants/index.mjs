// SPDX-License-Identifier: GPL-2.0
/**
 * Seeded variants of the example systems: other orders, addresses, interrupt numbers, keys, identifiers and delays. What
 * works for one arrangement only does not work.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configText } from './config-text.mjs';
import { channelsOf, hex } from './model.mjs';
import { variantModel } from './systems.mjs';
import { treeText } from './tree-text.mjs';

export { variantModel };

/** @param {import('./model.mjs').SystemModel} system @param {string} name */
function deviceModelSettings(system, name) {
  const backends = channelsOf(system, name).filter((channel) => channel.backend === name);
  return backends.map((channel, id) => `device id=${id} mmio_addr=${hex(channel.va)} type=${channel.type}\n`).join('');
}

/** @param {import('./model.mjs').Partition} partition */
function imageEntry({ name, kind, program }) {
  const deviceTree = `${name}.dts`;
  const files = { '/etc/device-model.conf': `${name}-devices.conf`, '/etc/init.conf': `${name}-init.conf` };
  return kind === 'kernel' ? { kind, deviceTree, files } : { kind, program, deviceTree };
}

/** @param {import('./model.mjs').SystemModel} system @returns {Map<string, string>} file name -> text */
export function systemFiles(system) {
  const images = Object.fromEntries(system.partitions.map((each) => [each.name, imageEntry(each)]));
  const files = new Map([
    ['config.c', configText(system)],
    ['system.json', JSON.stringify({ title: system.title, images }, null, 2)],
  ]);
  for (const partition of system.partitions) {
    files.set(`${partition.name}.dts`, treeText(system, partition));
    if (partition.kind === 'kernel') {
      files.set(`${partition.name}-devices.conf`, deviceModelSettings(system, partition.name));
      files.set(`${partition.name}-init.conf`, partition.script.map((line) => `${line}\n`).join(''));
    }
  }
  return files;
}

/**
 * Writes a variant of an example system into a folder, ready for buildSystem.
 * @param {string} name the example system
 * @param {number} seed
 * @param {string} folder
 * @returns {import('./model.mjs').SystemModel}
 */
export function writeVariant(name, seed, folder) {
  const system = variantModel(name, seed);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of systemFiles(system)) {
    writeFileSync(join(folder, file), text);
  }
  return system;
}
