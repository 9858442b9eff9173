// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { scratchFolder } from '../support/scratch';
import { type FuzzImage, fuzzImages, fuzzSymbols } from './symbols';

describe('the symbol reader on damaged files', () => {
  const folder = scratchFolder();
  let images: readonly FuzzImage[];

  before(async () => {
    images = await fuzzImages(folder());
  });

  it('refuses them or answers everything, and throws nothing', async () => {
    const { cases, opened, answers } = await fuzzSymbols(images, 1, (done) => done < 150);
    // The damage must leave enough to get deep into the reader, or the run proves nothing.
    assert.ok(opened > cases / 2, `${opened} of ${cases} could be opened`);
    assert.ok(answers.located > 1000 && answers.types > 5000 && answers.rows > 500, JSON.stringify(answers));
    assert.ok(answers.problems > 20, 'the damage goes unnoticed');
  });

  it('answers for a type that is declared on a line below zero', async () => {
    assert.equal((await fuzzSymbols(images, 6613, (done) => done < 1)).cases, 1);
  });
});
