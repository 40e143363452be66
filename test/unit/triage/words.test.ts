import { describe, expect, it } from 'vitest';
import { asksSomething, isCourtesy, wordOf } from '../../../src/triage/words.ts';

describe('words of contributors', () => {
  it.each([
    ['status', 'status'],
    ['  Status. ', 'status'],
    ['WITHDRAW', 'withdraw'],
    ['Not me!', 'not me'],
    ['It wasn’t me', 'not me'],
    ['help', 'help'],
    ['Status?', 'status'],
    ['Please withdraw my offer.', 'withdraw'],
    ['We would like to withdraw the dataset', 'withdraw'],
  ])('%j is a word', (text, word) => {
    expect(wordOf(text)).toBe(word);
  });

  it.each([
    ['please withdraw the second one only', 'more than the word'],
    ['', 'nothing'],
    ['no', 'another word'],
  ])('%j is none: %s', (text) => {
    expect(wordOf(text)).toBeNull();
  });
});

describe('words between greeting and goodbye', () => {
  it.each([
    ['Hello,\n\nwithdraw\n\nThanks\nAnn', 'Ann Example', 'withdraw'],
    ['Please withdraw.\n\nBest regards,\nAnn Example\nExample Labs', '', 'withdraw'],
    ['status please', '', 'status'],
    ['not me\n\nAnn', 'Ann Example', 'not me'],
  ])('%j of %j', (text, name, word) => {
    expect(wordOf(text, name)).toBe(word);
  });

  it.each([
    ['withdraw\n\nBen', 'Ann Example', 'who is Ben?'],
    ['I want to withdraw', '', 'part of a sentence'],
    ['constructor', '', 'a name that every object has'],
    ['Hello', '', 'only a greeting'],
  ])('%j of %j is none: %s', (text, name) => {
    expect(wordOf(text, name)).toBeNull();
  });
});

describe('courtesy', () => {
  it.each([
    ['Thanks!'],
    ['Thank you very much.\nAnn'],
    ['Vielen Dank\nMaria Keller'],
    ['OK, thanks'],
    ['Thank you for confirming, and sorry for the trouble. Good luck with the initiative!'],
    ['Great, have a nice weekend!'],
  ])('%j', (text) => {
    expect(isCourtesy(text)).toBe(true);
  });

  it.each([
    ['Thanks! When will it be online?', 'asks'],
    ['Thanks,\nbut the URL has moved and I do not know yet where it will go', 'says something'],
    ['', 'nothing at all'],
    ['Yes', 'an answer'],
    ['Sorry, the URL is wrong', 'says something else'],
    ['Wonderful weather here', 'speaks of something else'],
  ])('%j is to be read: it %s', (text) => {
    expect(isCourtesy(text)).toBe(false);
  });
});

describe('questions', () => {
  it.each([
    [['How long will it take?'], true],
    [['¿Cuánto tarda?'], true],
    [['見ましたか？'], true],
    [['https://example.org/a?b=c'], false],
    [['It is at https://example.org/a?b=c now.'], false],
    [[], false],
  ])('%j: %s', (lines, asks) => {
    expect(asksSomething(lines)).toBe(asks);
  });
});
