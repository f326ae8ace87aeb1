/**
 * Photos of the work, never of the child: made small, which takes place and camera out of
 * them too, and sealed on the tablet until the server has them.
 */
import { same, session, watchedAt, wordsAt } from "./ratings.js";
import { append } from "./records.js";
import * as vault from "./vault.js";

const LONGEST = 1600;
const QUALITY = 0.8;

/** Whether a record is of a photo. */
export const isPhoto = ({ pictured }) => Boolean(pictured);

/** The photo as a small JPEG; throws if the browser cannot read the file. */
export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "white";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

/** Put a photo down, durably, as evidence of what is watched of a pupil at a meeting. */
export async function keepPhoto(meeting, about, photo) {
  const kept = await session();
  const watched = watchedAt(kept, meeting);
  const event = { meeting, ...about, by: kept.by.code, rubric: wordsAt(kept, meeting).rubric };
  const draft = { about: { meeting, registration: about.registration }, event };
  const [{ id }] = await append([{ ...draft, picture: { data: await base64Of(photo) } }]);
  watched.photos = [...(watched.photos ?? []), { ...about, id }];
  await vault.seal("levels", kept);
}

/** The photos that this tablet took of it, the newest last. */
export const photosOf = (watched, about) =>
  (watched.photos ?? []).filter((each) => same(each, about));

function base64Of(blob) {
  const reader = new FileReader();
  return new Promise((done, fail) => {
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
}
