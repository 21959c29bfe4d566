/** A filled-in form, for tests that look at one. */
const yesNo = (question, yes) => ({ question, answers: [{ given: { kind: 'yesNo', yes } }] });
const words = (question, ...all) => ({
  question,
  answers: all.map((one) => ({ given: { kind: 'words', words: one } })),
});

export const BRENNAN = {
  name: ['Brennan', 'Sheila', 'Mrs'],
  webForm: true,
  unsaid: true,
  telephone: '07700 900177',
  form: {
    items: [
      words('What is it about?', 'I have been more tired than usual and would like my water tablets looked at.'),
      {
        question: 'Your breathing',
        items: [
          words('Do you have any chest pain?', 'It comes and goes, after meals'),
          { question: 'How many pillows do you sleep on?', answers: [{ given: { kind: 'number', number: '4' } }] },
          yesNo('Coughing up blood', false),
        ],
      },
      {
        question: 'Anything else',
        items: [
          yesNo('Do you have any numbness?', false),
          yesNo('Thoughts of ending your life', false),
          {
            question: 'Which tablets do you take?',
            answers: [
              { given: { kind: 'words', words: 'furosemide' }, items: [words('How much?', '40 mg in the morning')] },
              { given: { kind: 'words', words: 'ramipril' }, items: [words('How much?', '5 mg')] },
            ],
          },
        ],
      },
    ],
    leftOut: '1 further part was not taken in: attachment “ankles” (image/jpeg).',
  },
};

/** Somebody who was told, on the practice's own page, by when they would be answered. */
export const ODUYA = {
  name: ['Oduya', 'Femi', 'Mr'],
  webForm: true,
  text: 'Which day can I collect my repeat prescription, please?',
  telephone: '07700 900178',
};
