// Keras' arguments of every optimizer that are modifiers here, and other spellings: the compiler says how it is written.
// A call of any of these does not compile.

extension Optimizer {
  @available(*, unavailable, message: "options of all optimizers are modifiers: .adam().clipping(norm: 1)")
  public static func adam(
    learningRate: some LearningRate = 0.001, beta1: Double? = nil, beta2: Double? = nil, epsilon: Double? = nil,
    weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { Adam() }
  @available(*, unavailable, renamed: "adam(learningRate:)")
  public static func adam(_ learningRate: some LearningRate) -> Optimizer { Adam() }
  @available(*, unavailable, renamed: "adam(learningRate:)")
  public static func adam(lr: some LearningRate) -> Optimizer { Adam() }
  @available(*, unavailable, renamed: "adam(learningRate:)")
  public static func adam(learning_rate: some LearningRate) -> Optimizer { Adam() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .adamW().clipping(norm: 1)")
  public static func adamW(
    learningRate: some LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { AdamW() }
  @available(*, unavailable, renamed: "adamW(learningRate:)")
  public static func adamW(_ learningRate: some LearningRate) -> Optimizer { AdamW() }
  @available(*, unavailable, renamed: "adamW(learningRate:)")
  public static func adamW(lr: some LearningRate) -> Optimizer { AdamW() }
  @available(*, unavailable, renamed: "adamW(learningRate:)")
  public static func adamW(learning_rate: some LearningRate) -> Optimizer { AdamW() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .sgd().clipping(norm: 1)")
  public static func sgd(
    learningRate: some LearningRate = 0.001, momentum: Double? = nil, nesterov: Bool? = nil, weightDecay: Double? = nil,
    clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { SGD() }
  @available(*, unavailable, renamed: "sgd(learningRate:)")
  public static func sgd(_ learningRate: some LearningRate) -> Optimizer { SGD() }
  @available(*, unavailable, renamed: "sgd(learningRate:)")
  public static func sgd(lr: some LearningRate) -> Optimizer { SGD() }
  @available(*, unavailable, renamed: "sgd(learningRate:)")
  public static func sgd(learning_rate: some LearningRate) -> Optimizer { SGD() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .rmsprop().clipping(norm: 1)")
  public static func rmsprop(
    learningRate: some LearningRate = 0.001, rho: Double? = nil, momentum: Double? = nil, weightDecay: Double? = nil,
    clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { RMSprop() }
  @available(*, unavailable, renamed: "rmsprop(learningRate:)")
  public static func rmsprop(_ learningRate: some LearningRate) -> Optimizer { RMSprop() }
  @available(*, unavailable, renamed: "rmsprop(learningRate:)")
  public static func rmsprop(lr: some LearningRate) -> Optimizer { RMSprop() }
  @available(*, unavailable, renamed: "rmsprop(learningRate:)")
  public static func rmsprop(learning_rate: some LearningRate) -> Optimizer { RMSprop() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .adagrad().clipping(norm: 1)")
  public static func adagrad(
    learningRate: some LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { Adagrad() }
  @available(*, unavailable, renamed: "adagrad(learningRate:)")
  public static func adagrad(_ learningRate: some LearningRate) -> Optimizer { Adagrad() }
  @available(*, unavailable, renamed: "adagrad(learningRate:)")
  public static func adagrad(lr: some LearningRate) -> Optimizer { Adagrad() }
  @available(*, unavailable, renamed: "adagrad(learningRate:)")
  public static func adagrad(learning_rate: some LearningRate) -> Optimizer { Adagrad() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .adadelta().clipping(norm: 1)")
  public static func adadelta(
    learningRate: some LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { Adadelta() }
  @available(*, unavailable, renamed: "adadelta(learningRate:)")
  public static func adadelta(_ learningRate: some LearningRate) -> Optimizer { Adadelta() }
  @available(*, unavailable, renamed: "adadelta(learningRate:)")
  public static func adadelta(lr: some LearningRate) -> Optimizer { Adadelta() }
  @available(*, unavailable, renamed: "adadelta(learningRate:)")
  public static func adadelta(learning_rate: some LearningRate) -> Optimizer { Adadelta() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .adamax().clipping(norm: 1)")
  public static func adamax(
    learningRate: some LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { Adamax() }
  @available(*, unavailable, renamed: "adamax(learningRate:)")
  public static func adamax(_ learningRate: some LearningRate) -> Optimizer { Adamax() }
  @available(*, unavailable, renamed: "adamax(learningRate:)")
  public static func adamax(lr: some LearningRate) -> Optimizer { Adamax() }
  @available(*, unavailable, renamed: "adamax(learningRate:)")
  public static func adamax(learning_rate: some LearningRate) -> Optimizer { Adamax() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .nadam().clipping(norm: 1)")
  public static func nadam(
    learningRate: some LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { Nadam() }
  @available(*, unavailable, renamed: "nadam(learningRate:)")
  public static func nadam(_ learningRate: some LearningRate) -> Optimizer { Nadam() }
  @available(*, unavailable, renamed: "nadam(learningRate:)")
  public static func nadam(lr: some LearningRate) -> Optimizer { Nadam() }
  @available(*, unavailable, renamed: "nadam(learningRate:)")
  public static func nadam(learning_rate: some LearningRate) -> Optimizer { Nadam() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .ftrl().clipping(norm: 1)")
  public static func ftrl(
    learningRate: some LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { Ftrl() }
  @available(*, unavailable, renamed: "ftrl(learningRate:)")
  public static func ftrl(_ learningRate: some LearningRate) -> Optimizer { Ftrl() }
  @available(*, unavailable, renamed: "ftrl(learningRate:)")
  public static func ftrl(lr: some LearningRate) -> Optimizer { Ftrl() }
  @available(*, unavailable, renamed: "ftrl(learningRate:)")
  public static func ftrl(learning_rate: some LearningRate) -> Optimizer { Ftrl() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .lion().clipping(norm: 1)")
  public static func lion(
    learningRate: some LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { Lion() }
  @available(*, unavailable, renamed: "lion(learningRate:)")
  public static func lion(_ learningRate: some LearningRate) -> Optimizer { Lion() }
  @available(*, unavailable, renamed: "lion(learningRate:)")
  public static func lion(lr: some LearningRate) -> Optimizer { Lion() }
  @available(*, unavailable, renamed: "lion(learningRate:)")
  public static func lion(learning_rate: some LearningRate) -> Optimizer { Lion() }
  @available(*, unavailable, message: "options of all optimizers are modifiers: .adafactor().clipping(norm: 1)")
  public static func adafactor(
    learningRate: some LearningRate = 0.001, weightDecay: Double? = nil, clipnorm: Double? = nil,
    clipvalue: Double? = nil, globalClipnorm: Double? = nil, useEma: Bool? = nil,
    gradientAccumulationSteps: Int? = nil
  ) -> Optimizer { Adafactor() }
  @available(*, unavailable, renamed: "adafactor(learningRate:)")
  public static func adafactor(_ learningRate: some LearningRate) -> Optimizer { Adafactor() }
  @available(*, unavailable, renamed: "adafactor(learningRate:)")
  public static func adafactor(lr: some LearningRate) -> Optimizer { Adafactor() }
  @available(*, unavailable, renamed: "adafactor(learningRate:)")
  public static func adafactor(learning_rate: some LearningRate) -> Optimizer { Adafactor() }
}
