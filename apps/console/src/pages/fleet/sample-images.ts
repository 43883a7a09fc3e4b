const WIDTH = 480;
const HEIGHT = 360;
const QUALITY = 0.85;

/** Draws one picture as often as is wanted, each time another one by some pixels: no answer comes from a cache. */
export class SampleImages {
  private readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;

  /** @param photograph undefined: a portrait is drawn */
  constructor(private readonly photograph: ImageBitmap | undefined) {
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
    this.context = this.canvas.getContext('2d')!;
  }

  async next(): Promise<Blob> {
    if (this.photograph) this.drawPhotograph(this.photograph);
    else this.drawPortrait();
    this.scatter();
    return new Promise((resolve, reject) => {
      const taken = (blob: Blob | null) =>
        blob ? resolve(blob) : reject(new Error('No picture was drawn.'));
      this.canvas.toBlob(taken, 'image/jpeg', QUALITY);
    });
  }

  private drawPhotograph(photograph: ImageBitmap): void {
    const scale = Math.min(WIDTH / photograph.width, HEIGHT / photograph.height);
    const [width, height] = [photograph.width * scale, photograph.height * scale];
    this.context.fillStyle = '#808080';
    this.context.fillRect(0, 0, WIDTH, HEIGHT);
    this.context.drawImage(photograph, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  }

  private drawPortrait(): void {
    const { context } = this;
    const fill = (colour: string, draw: () => void) => {
      context.fillStyle = colour;
      context.beginPath();
      draw();
      context.fill();
    };
    fill('#b9c4c0', () => context.rect(0, 0, WIDTH, HEIGHT));
    fill('#3d5a66', () => context.ellipse(240, 390, 150, 110, 0, 0, 7)); // shoulders
    fill('#4a3527', () => context.ellipse(240, 150, 96, 118, 0, 0, 7)); // hair
    fill('#d9a986', () => context.ellipse(240, 175, 78, 102, 0, 0, 7));
    for (const x of [210, 270]) {
      fill('#fdfaf6', () => context.ellipse(x, 160, 14, 8, 0, 0, 7));
      fill('#31231a', () => context.arc(x, 160, 6, 0, 7));
      fill('#4a3527', () => context.ellipse(x, 142, 17, 3.5, 0, 0, 7));
    }
    fill('#bf8a68', () => context.ellipse(240, 195, 9, 16, 0, 0, 7));
    fill('#a14b47', () => context.ellipse(240, 232, 27, 8, 0, 0, 7));
  }

  private scatter(): void {
    const places = crypto.getRandomValues(new Uint16Array(24));
    for (let i = 0; i < places.length; i += 3) {
      this.context.fillStyle = `hsl(${places[i]! % 360} 60% 50%)`;
      this.context.fillRect(places[i + 1]! % WIDTH, places[i + 2]! % HEIGHT, 4, 4);
    }
  }
}
