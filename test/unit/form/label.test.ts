import { describe, expect, test } from 'vitest';
import { labelsOf, readLabel } from '../../../src/form/label.ts';
import { labelPlaces } from '../../../src/form/label-place.ts';
import { form } from '../../support/form-file.ts';

const labels = labelsOf(form);
const read = (text: string): string => {
  const label = readLabel(labels, text);
  return label === null ? 'none' : `${label.field.key} ${label.sureness}`;
};

describe('a label by its letters, by a slip, by its words', () => {
  test.each([
    ['Dataset name', 'datasetName exact'],
    ['DATASET\u00a0NAME', 'datasetName exact'],
    ['dataset-name', 'datasetName exact'],
    ['dataset‑name', 'datasetName exact'],
    ['Ｄａｔａｓｅｔ　ｎａｍｅ', 'datasetName exact'],
    ['\u202bDataset\u200b name\u202c', 'datasetName exact'],
    ['Dataset+name', 'datasetName exact'],
    ['Dataset%20name', 'datasetName exact'],
    ['Meine E-Mail-Adresse', 'contactEmail exact'],
    ['Datset name', 'datasetName near'],
    ['Dataset nmae', 'datasetName near'],
    ['Datasetname', 'datasetName exact'],
    ['Dataset locaton (URL)', 'datasetUrl near'],
    ['My e-mail adress', 'contactEmail near'],
    ['I agree to the terms for contribtion', 'termsAccepted near'],
    ['I want the Aliance to host it', 'hostingRequested near'],
    ['The name of our dataset', 'datasetName meaning'],
    ['Where can you find the dataset', 'datasetUrl meaning'],
    ['Would you like us to host it', 'hostingRequested meaning'],
    ['Do you accept the terms and conditions', 'termsAccepted meaning'],
    ['Preferred contact e-mail', 'contactEmail meaning'],
    ['URL of the card', 'datasetCard meaning'],
  ])('%j is %s', (text, field) => expect(read(text)).toBe(field));

  test.each([
    ['Dataset date', 'a slip of two letters would be "Dataset name"'],
    ['Dataset size', 'another field'],
    ['Dataset license', 'another field'],
    ['License URL', 'a URL, but not of the dataset'],
    ['Paper URL', 'a URL, but not of the dataset'],
    ['Your name', "a person's name"],
    ['Contact name', "a person's name"],
    ['Teams', 'one slip from "Terms", but too short for slips'],
    ['Post', 'not "Host"'],
    ['Game', 'not "Name"'],
    ['I agree to be contacted', 'agrees to something else'],
    ['Data hosting location', 'hosting, or location: nobody knows'],
    ['Subject', 'a header'],
    ['From', 'a header'],
    ['', 'nothing'],
    ['*** ', 'no letter'],
  ])('%j is none: %s', (text) => expect(read(text)).toBe('none'));
});

const places = (text: string): readonly string[] =>
  labelPlaces(labels, text).map(
    (place) => `${place.field.key} ${place.at} ${place.separator} ${JSON.stringify(text.slice(place.value))}`,
  );

describe('where labels stand', () => {
  test.each([
    ['Dataset name: X', ['datasetName start colon " X"']],
    ['1. Dataset name: X', ['datasetName start colon " X"']],
    ['a) Dataset name = X', ['datasetName start equals " X"']],
    ['o\u00a0\u00a0 Dataset name - X', ['datasetName start dash " X"']],
    ['*Dataset name:* X', ['datasetName start colon "* X"']],
    ['Dataset name\tX', ['datasetName start cell "X"']],
    ['Dataset name', ['datasetName start end ""']],
    ['Dataset name X', ['datasetName start none "X"']],
    ['Dataset location (URL): X', ['datasetUrl start colon " X"']],
    ['I want the Alliance to host it (Yes/No): X', ['hostingRequested start colon " X"']],
    ['I want the Alliance to host it? No', ['hostingRequested start question " No"']],
    ['X Dataset name: Y', ['datasetName middle colon " Y"']],
    ['NoMy email address: X', ['contactEmail middle colon " X"']],
    ['filename: X', []],
    ['Names of datasets are long: X', []],
    ['We named it so: X', []],
    ['https://example.org', []],
  ])('%j', (text, expected) => expect(places(text)).toEqual(expected));
});
