// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../schema';
import { prepareBinding } from './prepare';

/** The prepared description of one property. */
function prepared(name: string, description: Json): Json {
  const { properties } = prepareBinding({ properties: { [name]: description } });
  return (properties as JsonObject)[name]!;
}

describe('preparation of bindings', () => {
  it('moves what is said of a string to the elements of a list', () => {
    assert.deepEqual(prepared('label', { const: 'a', description: 'x' }), {
      items: [{ const: 'a' }],
      type: 'array',
      minItems: 1,
      maxItems: 1,
    });
  });

  it('moves what is said of a number to the cells of a matrix where the name has a unit', () => {
    const cell = { type: 'array', minItems: 1, maxItems: 1 };
    assert.deepEqual(prepared('max-hz', { maximum: 5 }), {
      items: [{ items: [{ maximum: 5 }], ...cell }],
      ...cell,
    });
    assert.deepEqual(prepared('delay-ms', { enum: [1, 2] }), { items: [{ enum: [1, 2] }], ...cell });
    assert.deepEqual(prepared('delay', { enum: [1, 2] }), { enum: [1, 2] });
  });

  it('takes one limit for both, but not in a branch', () => {
    assert.deepEqual(prepared('clocks', { maxItems: 3 }), { maxItems: 3, minItems: 3 });
    const branch = { properties: { clocks: { maxItems: 3 } } };
    assert.deepEqual(prepareBinding({ properties: {}, if: { required: ['a'] }, else: branch }).else, branch);
  });

  it('counts a list of empty descriptions', () => {
    assert.deepEqual(prepared('reg', { items: [{ description: 'first' }, { description: 'second' }] }), {
      type: 'array',
      minItems: 2,
      maxItems: 2,
    });
  });

  it('makes a choice of constants an enumeration', () => {
    const choice = { oneOf: [{ const: 1, description: 'one' }, { const: 2 }] };
    assert.deepEqual(prepared('mode', choice), { enum: [1, 2] });
    const mixed = { oneOf: [{ const: 1 }, { maximum: 0 }] };
    assert.deepEqual(prepared('mode', mixed), mixed);
  });

  it('lets interrupts-extended stand for interrupts', () => {
    const { properties, required, oneOf } = prepareBinding({
      properties: { interrupts: { maxItems: 1 } },
      required: ['reg', 'interrupts'],
    });
    assert.deepEqual(properties, {
      interrupts: { maxItems: 1, minItems: 1 },
      'interrupt-parent': true,
      'interrupts-extended': { maxItems: 1, minItems: 1 },
    });
    assert.deepEqual(required, ['reg']);
    assert.deepEqual(oneOf, [{ required: ['interrupts'] }, { required: ['interrupts-extended'] }]);
  });

  it('allows what any node may have where a binding closes the list', () => {
    const closed = prepareBinding({ properties: { clocks: true }, additionalProperties: false });
    const allowed = Object.keys(closed.properties as JsonObject);
    for (const name of ['status', 'phandle', '$nodename', 'assigned-clocks', 'pinctrl-names']) {
      assert.ok(allowed.includes(name), name);
    }
    assert.deepEqual(closed.patternProperties, { '^pinctrl-[0-9]+$': true });
    const open = prepareBinding({ properties: { clocks: true }, additionalProperties: true });
    assert.ok(!Object.keys(open.properties as JsonObject).includes('status'));
    assert.equal(open.additionalProperties, undefined);
  });

  it('applies a binding that only names its nodes to the nodes of that name', () => {
    const named = prepareBinding({ properties: { $nodename: { pattern: '^x' } } });
    assert.deepEqual(named.select, {
      required: ['$nodename'],
      properties: { $nodename: { items: [{ pattern: '^x' }], type: 'array', minItems: 1, maxItems: 1 } },
    });
    assert.equal(prepareBinding({ properties: { $nodename: { pattern: '^x' }, compatible: true } }).select, undefined);
  });

  it('splits dependencies into those on properties and those on schemas', () => {
    const { dependentRequired, dependentSchemas, dependencies } = prepareBinding({
      dependencies: { a: ['b'], c: { required: ['d'] } },
    });
    assert.deepEqual(
      { dependentRequired, dependentSchemas, dependencies },
      { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } }, dependencies: undefined },
    );
  });

  it('leaves the binding as it is', () => {
    const binding = { properties: { label: { const: 'a' } }, examples: ['x'] };
    prepareBinding(binding);
    assert.deepEqual(binding, { properties: { label: { const: 'a' } }, examples: ['x'] });
  });
});
