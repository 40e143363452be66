import { describe, expect, test } from 'vitest';
import { FormError, parseForm } from '../../../src/form/form.ts';
import { formJson } from '../../support/form-file.ts';

type Json = { fields: Record<string, unknown>[] } & Record<string, unknown>;

const mistakes = (change: (json: Json) => void): string => {
  const json = formJson() as Json;
  change(json);
  try {
    parseForm(json);
  } catch (error) {
    if (error instanceof FormError) return error.mistakes.join('\n');
    throw error;
  }
  return '';
};
const at = (json: Json, index: number): Record<string, unknown> => json.fields[index] ?? {};

test('the form that the program ships with has no mistake', () => expect(mistakes(() => {})).toBe(''));

describe('mistakes are told in words', () => {
  test.each<[string, (json: Json) => void, string]>([
    [
      'a key that two fields have',
      (json) => {
        at(json, 1)['key'] = 'datasetName';
      },
      'the key datasetName is there twice',
    ],
    [
      'a role that two fields have',
      (json) => {
        at(json, 1)['role'] = 'title';
      },
      'two fields have the role title',
    ],
    [
      'a role with another answer',
      (json) => {
        at(json, 3)['answer'] = 'text';
      },
      'contactEmail has the role contact, so its answer must be "address"',
    ],
    [
      'one label for two fields',
      (json) => {
        at(json, 1)['aliases'] = ['DATASET  NAME!'];
      },
      '"DATASET  NAME!" of datasetUrl reads the same as "Dataset name" of datasetName',
    ],
    [
      'a label without letters',
      (json) => {
        at(json, 1)['aliases'] = ['***'];
      },
      '"***" of datasetUrl has no letter',
    ],
    [
      'a label of the web form that no field has',
      (json) => {
        json['webForm'] = ['colour'];
      },
      'no field has the label "colour"',
    ],
    [
      'a meaningless value of no label',
      (json) => {
        at(json, 2)['meaningless'] = [{ label: 'colour', value: 'on', reading: 'nothing' }];
      },
      'meaningless of hostingRequested names "colour"',
    ],
    [
      'a key that is no name',
      (json) => {
        at(json, 0)['key'] = 'Dataset Name';
      },
      'fields.Dataset Name.key',
    ],
    [
      'an answer that there is not',
      (json) => {
        at(json, 0)['answer'] = 'number';
      },
      'fields.datasetName.answer',
    ],
    [
      'a word too many',
      (json) => {
        json['color'] = 'red';
      },
      'color',
    ],
    [
      'a word too few',
      (json) => {
        delete json['thing'];
      },
      'thing: is missing',
    ],
    [
      'a word of another kind',
      (json) => {
        json['thing'] = 3;
      },
      'thing: must be a text in quotes',
    ],
    [
      'a key that nobody knows',
      (json) => {
        json['organization'] = 'Example';
      },
      'nothing here is called organization',
    ],
    [
      'an answer that nobody knows',
      (json) => {
        at(json, 0)['answer'] = 'texts';
      },
      'fields.datasetName.answer: must be one of text, url, address, choice',
    ],
    [
      'an address that is none',
      (json) => {
        json['page'] = 'example';
      },
      'page: must be a web address',
    ],
    [
      'no field at all',
      (json) => {
        json.fields = [];
      },
      'fields',
    ],
  ])('%s', (_, change, words) => expect(mistakes(change)).toContain(words));

  test('all mistakes at once', () => {
    const all = mistakes((json) => {
      at(json, 1)['key'] = 'datasetName';
      at(json, 1)['role'] = 'title';
    });
    expect(all.split('\n').length).toBeGreaterThanOrEqual(2);
  });

  test.each([null, 1, 'form', [], {}])('%j is no form', (json) => expect(() => parseForm(json)).toThrow(FormError));
});
