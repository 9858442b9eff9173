// SPDX-License-Identifier: Apache-2.0
/** What package.json tells the editor, against what the program understands. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformNames } from '../emulator';
import { projectRoot } from '../test/support/requirements';

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
    assert.deepEqual(properties.platform.enum, platformNames());
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
});
