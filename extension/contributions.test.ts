// SPDX-License-Identifier: Apache-2.0
/** What package.json tells the editor, against what the program understands. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CAPACITY, ENTRY_BYTES } from '../debug-adapter/awareness/log';
import { MAX_LOG_CAPACITY } from '../debug-adapter/protocol';
import { isPlatform } from '../emulator';
import { projectRoot } from '../test/support/requirements';
import { LOG_SETTINGS } from './launch/log-options';
import { VIEWS } from './views/view';

const { contributes } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const [debug] = contributes.debuggers;
const { properties, required } = debug.configurationAttributes.launch;

/** A snippet's body, or a configuration. */
type Body = Readonly<Record<string, unknown>>;

const bodies: readonly Body[] = [
  ...debug.initialConfigurations,
  ...debug.configurationSnippets.map(({ body }: { readonly body: Body }) => body),
];

describe('what package.json contributes', () => {
  it('offers the platforms that there are', () => {
    const pattern = new RegExp(properties.platform.pattern);
    for (const name of ['qemu-riscv64-virt', 'qemu-riscv64-virt-smp2', 'qemu-riscv64-virt-smp', 'toaster']) {
      assert.equal(pattern.test(name), isPlatform(name), name);
    }
  });

  it('describes every launch attribute', () => {
    for (const [name, schema] of Object.entries<Body>(properties)) {
      const description = schema.description ?? schema.markdownDescription;
      assert.ok(typeof description === 'string' && description.length > 20, name);
      assert.ok('default' in schema, name);
    }
  });

  it('starts launch configurations off with attributes that it describes', () => {
    for (const { type, request, name, ...attributes } of bodies) {
      assert.deepEqual([type, request, typeof name], ['bao', 'launch', 'string']);
      for (const attribute of Object.keys(attributes)) {
        assert.ok(attribute in properties, attribute);
      }
      for (const attribute of required) {
        assert.ok(attribute in attributes, attribute);
      }
    }
  });

  it('lets breakpoints be set in C and assembly', () => {
    const languages = contributes.breakpoints.map(({ language }: { readonly language: string }) => language);
    for (const language of ['c', 'asm']) {
      assert.ok(languages.includes(language), language);
    }
    // The editor itself knows no assembly.
    assert.deepEqual(contributes.languages[0].extensions, ['.S', '.s']);
  });

  it('puts only commands into menus and on keys that there are', () => {
    const known = new Set(contributes.commands.map(({ command }: { readonly command: string }) => command));
    const used: readonly Body[] = [...Object.values<Body[]>(contributes.menus).flat(), ...contributes.keybindings];
    assert.deepEqual(
      used.filter(({ command }) => !known.has(command)),
      [],
    );
  });

  it('has every view, in the order of the program, and its icon', () => {
    const views: readonly Body[] = contributes.views.bao;
    assert.deepEqual(
      views.map(({ id }) => id),
      [...VIEWS.map(({ id }) => id), 'bao.eventBreakpoints'],
    );
    for (const { icon } of [...views, ...contributes.viewsContainers.activitybar]) {
      assert.match(readFileSync(join(projectRoot, icon as string), 'utf8'), /<svg[^>]*>\s*<title>/);
    }
  });

  it('says what to do where a view is empty, without a system and with one, by commands that there are', () => {
    const known = new Set(contributes.commands.map(({ command }: { readonly command: string }) => command));
    for (const { id } of VIEWS) {
      const welcomes: readonly Body[] = contributes.viewsWelcome.filter(({ view }: Body) => view === id);
      assert.deepEqual(
        welcomes.map(({ when }) => when),
        ['!bao.isDebugging', 'bao.isDebugging'],
      );
      for (const [, command] of welcomes.flatMap(({ contents }) => [
        ...String(contents).matchAll(/\(command:([^)]+)\)/g),
      ])) {
        assert.ok(known.has(command) || command!.startsWith('workbench.'), command);
      }
    }
  });

  it('has settings for the log that the adapter takes, and says what memory it needs', () => {
    const settings = Object.assign(
      {},
      ...contributes.configuration.map((part: { properties: object }) => part.properties),
    );
    const names = Object.keys(settings).filter((name) => name.startsWith('bao.log.'));
    assert.deepEqual(
      names,
      LOG_SETTINGS.map((name) => `bao.log.${name}`),
    );
    assert.deepEqual(Object.keys(properties.log.properties), [...LOG_SETTINGS]);
    const { default: capacity, maximum, markdownDescription } = settings['bao.log.capacity'];
    assert.deepEqual([capacity, maximum], [DEFAULT_CAPACITY, MAX_LOG_CAPACITY]);
    assert.equal(properties.log.properties.capacity.maximum, MAX_LOG_CAPACITY);
    const megabytes = (capacity * ENTRY_BYTES) / 1e6;
    assert.ok(markdownDescription.includes(`${ENTRY_BYTES} bytes`), markdownDescription);
    assert.ok(markdownDescription.includes(`${megabytes} MB`), markdownDescription);
  });
});
