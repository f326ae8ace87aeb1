/* The box in which a guardian signs: what is drawn goes with the form as a picture. */

const INK = "#1d1b3a";
const LINE = 5;

class Signature {
  constructor(box) {
    this.canvas = box.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.field = box.form.elements.signature;
    Object.assign(this.pen, { lineWidth: LINE, lineCap: "round", lineJoin: "round", strokeStyle: INK });
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.draw(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(end, () => this.keep());
    }
    box.querySelector("button[type=button]").addEventListener("click", () => this.clear());
    this.show();
    box.hidden = false;
  }

  /** Where the finger is, in points of the canvas, which may be shown smaller. */
  at({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [
      ((clientX - left) * this.canvas.width) / width,
      ((clientY - top) * this.canvas.height) / height,
    ];
  }

  begin(event) {
    if (!event.isPrimary || event.button > 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.pen.beginPath();
    this.pen.moveTo(...this.at(event));
    this.drawing = true;
  }

  draw(event) {
    if (!this.drawing || !event.isPrimary) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const point of between.length ? between : [event]) this.pen.lineTo(...this.at(point));
    this.pen.stroke();
  }

  keep() {
    if (!this.drawing) return;
    this.drawing = false;
    this.field.value = this.canvas.toDataURL("image/png");
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.field.value = "";
  }

  /** What was signed before the form came back with a question. */
  show() {
    if (!this.field.value) return;
    const signed = new Image();
    signed.addEventListener("load", () => this.pen.drawImage(signed, 0, 0));
    signed.src = this.field.value;
  }
}

for (const box of document.querySelectorAll("[data-module=signature]")) new Signature(box);
