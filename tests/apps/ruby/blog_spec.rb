require_relative 'blog'

RSpec.describe Post do
  it 'has authors with names' do
    names = Post.order(:id).map do |post| # head rspec
      post.author.name # loop rspec
    end
    expect(names.size).to eq(20)
  end

  it 'finds one' do
    expect(Author.find(7).name).to eq('author 1')
  end
end
